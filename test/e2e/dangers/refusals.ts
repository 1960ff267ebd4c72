import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { fieldImmutable } from '../../../generator/diff/dangers/field-immutable.ts';
import { objectName } from '../../../generator/diff/side-objects.ts';
import type { ObjectPair, SideObject } from '../../../generator/model/comparison.ts';
import type { JsonObject } from '../../../generator/model/values.ts';
import { pathText } from '../../../generator/steps.ts';

/** A change of a live object. */
interface Change {
  readonly name: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** Paths that the API server refuses to change. */
  readonly refused: readonly string[];
}

interface Written extends Omit<Change, 'before' | 'after'> {
  readonly before: string;
  readonly after: string;
}

const written = parse(readFileSync(new URL('refusals.yaml', import.meta.url), 'utf8')) as readonly Written[];

export const changes: readonly Change[] = written.map((change) => ({
  ...change,
  before: parse(change.before) as JsonObject,
  after: parse(change.after) as JsonObject,
}));

const side = (object: JsonObject): SideObject => ({ name: objectName(object, 'dangers'), part: 'object', object });

/** The paths that the rule says are refused. */
export const saidToBeRefused = ({ before, after }: Pick<Change, 'before' | 'after'>): readonly string[] => {
  const pair: ObjectPair = { before: side(before), after: side(after), changes: [] };
  const cluster = { cluster: 'eu', isAdded: false, isRemoved: false, releases: [], pairs: [pair] };
  const settings = { severities: new Map(), exceptions: [], removedShare: 0.3, budgets: [] };
  return fieldImmutable(cluster, settings).map(({ path = [] }) => pathText(path));
};
