import { lineage } from '../lineage.ts';
import { isCredentialUnder } from '../masked.ts';
import type { Cause } from '../model/comparison.ts';
import type { Position } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { ScalarTree } from '../model/values.ts';
import { shownValue } from './shown-value.ts';
import type { Side } from './side.ts';
import type { ValueEdit } from './value-edits.ts';

/** Where a value differs though its line is the same, that is because of a variable in it: where that is set. Else nothing. */
export const variableEdits = (
  { was, at }: ValueEdit,
  { before, after }: { readonly before: Release; readonly after: Release },
  base: Side,
  head: Side,
): readonly Cause[] => {
  const [old, now] = [was && base.lineAt(was), at && head.lineAt(at)];
  if (old === undefined || now === undefined || old !== now) return [];
  const references = new Set(
    [...now.matchAll(/\$\{(cluster|environment)\.variables\.([^}]+)\}/g)].map(([whole]) => whole),
  );
  return [...references].flatMap((reference) => {
    const [oldSet, nowSet] = [setting(reference, before, base), setting(reference, after, head)];
    if (oldSet?.value === nowSet?.value) return [];
    const name = reference.slice(2, -1);
    const isCredential = isCredentialUnder(name, () => undefined);
    const message = `${name}: ${shownValue(oldSet?.value, isCredential)} → ${shownValue(nowSet?.value, isCredential)}`;
    return [{ kind: 'cluster' as const, message, ...place('at', nowSet), ...place('was', oldSet) }];
  });
};

const place = (name: 'at' | 'was', tree: ScalarTree | undefined): { readonly [Name in 'at' | 'was']?: Position } =>
  tree === undefined ? {} : { [name]: tree.at };

const setting = (reference: string, { cluster }: Release, { environments }: Side): ScalarTree | undefined => {
  const [, of, name = ''] = /^\$\{(cluster|environment)\.variables\.([^}]+)\}$/.exec(reference) ?? [];
  if (of === 'cluster') return cluster.variables.get(name);
  const environment = environments.get(cluster.environment.value);
  // The last layer that sets it counts.
  const layers = environment === undefined ? [] : lineage(environment, environments).value;
  return layers.findLast(({ variables }) => variables.has(name))?.variables.get(name);
};
