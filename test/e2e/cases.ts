import type { Case } from './case.ts';
import { adoption } from './cases/adoption.ts';
import { agreement } from './cases/agreement.ts';
import { capabilities } from './cases/capabilities.ts';
import { change } from './cases/change.ts';
import { dangers } from './cases/dangers.ts';
import { drift } from './cases/drift.ts';
import { dryRun } from './cases/dry-run.ts';
import { hub } from './cases/hub.ts';
import { locked } from './cases/locked.ts';
import { losses } from './cases/losses.ts';
import { order, orderHeldBack, orderUnchecked } from './cases/order.ts';
import { removal } from './cases/removal.ts';
import { rendered } from './cases/rendered.ts';
import { same } from './cases/same.ts';
import { sources } from './cases/sources.ts';
import { unversioned } from './cases/unversioned.ts';
import { values } from './cases/values.ts';
import { walls } from './cases/walls.ts';

/** All cases, in the order in which they begin: the long ones first. */
export const cases: readonly Case[] = [
  removal,
  orderHeldBack,
  losses,
  change,
  values,
  same,
  rendered,
  sources,
  order,
  hub,
  locked,
  walls,
  adoption,
  capabilities,
  drift,
  dryRun,
  agreement,
  dangers,
  unversioned,
  orderUnchecked,
];
