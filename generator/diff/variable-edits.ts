import { environmentsOf } from '../lineage.ts';
import { isCredentialUnder } from '../masked.ts';
import type { Cause } from '../model/comparison.ts';
import type { Position } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { Json } from '../model/values.ts';
import { shownValue } from './shown-value.ts';
import type { Side } from './side.ts';
import type { ValueEdit } from './value-edits.ts';

/** Where a value differs though its lines are the same, that is because of a variable in them: where that is set. Else nothing. */
export const variableEdits = (
  { was, at }: ValueEdit,
  { before, after }: { readonly before: Release; readonly after: Release },
  base: Side,
  head: Side,
): readonly Cause[] => {
  const [old, now] = [was && linesAt(base, was), at && linesAt(head, at)];
  if (old === undefined || now === undefined || old !== now) return [];
  const references = new Set([...now.matchAll(variable)].map(([, name = '']) => name));
  return [...references].flatMap((name) => {
    const [oldSet, nowSet] = [setting(name, before, base), setting(name, after, head)];
    if (oldSet?.value === nowSet?.value) return [];
    const isCredential = isCredentialUnder(name, () => undefined);
    const message = `${name}: ${shownValue(oldSet?.value, isCredential)} → ${shownValue(nowSet?.value, isCredential)}`;
    return [{ kind: 'cluster' as const, message, ...place('at', nowSet), ...place('was', oldSet) }];
  });
};

const variable = /\$\{(environment\.name|(?:cluster|environment)\.variables\.[^}]+)\}/g;

/** The line, and those below it that are further in: a text has several. */
const linesAt = ({ lineAt }: Side, at: Position): string | undefined => {
  const first = lineAt(at);
  if (first === undefined) return undefined;
  const lines = [first];
  const column = columnOf(first);
  for (let line = at.line + 1; ; line += 1) {
    const next = lineAt({ ...at, line });
    if (next === undefined || (next.trim() !== '' && columnOf(next) <= column)) return lines.join('\n').trimEnd();
    lines.push(next);
  }
};

/** Of what stands in a line, behind the dashes of lists. */
const columnOf = (line: string): number => /^ *(?:- +)*/.exec(line)?.[0].length ?? 0;

interface Setting {
  readonly value: Json;
  readonly at: Position;
}

const place = (name: 'at' | 'was', set: Setting | undefined): { readonly [Name in 'at' | 'was']?: Position } =>
  set === undefined ? {} : { [name]: set.at };

const setting = (reference: string, { cluster }: Release, { environments }: Side): Setting | undefined => {
  if (reference === 'environment.name') return cluster.environment;
  const [, of, name = ''] = /^(cluster|environment)\.variables\.(.+)$/.exec(reference) ?? [];
  if (of === 'cluster') return cluster.variables.get(name);
  // The last layer that sets it counts.
  const layers = environmentsOf(cluster, environments);
  return layers.findLast(({ variables }) => variables.has(name))?.variables.get(name);
};
