import type { Cause } from '../model/comparison.ts';
import type { Position } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { Json } from '../model/values.ts';
import type { LayerEdits } from './layer-edits.ts';
import type { ReleaseSides } from './pair-releases.ts';
import { shownValue } from './shown-value.ts';
import type { Side } from './side.ts';
import { type ValueEdit, valueEdits } from './value-edits.ts';
import { variableEdits } from './variable-edits.ts';

/** Something that the inputs of two sides say differently of a release, by which a controller asks Helm for something else. */
export interface Edit {
  readonly causes: readonly [Cause, ...Cause[]];
  /** Of a value; absent for what is edited of the chart or of the release itself. */
  readonly value?: ValueEdit;
  readonly isChart: boolean;
}

/** The edits behind what becomes of a release, the chart's first: what its makers changed is told from what was changed here. */
export const editsOf = (sides: ReleaseSides, base: Side, head: Side, layers: LayerEdits): readonly Edit[] => {
  const { before, after } = sides;
  if (before === undefined || after === undefined) return presence(sides, layers);
  return [
    ...[...chartEdits(before, after), ...fieldEdits(before, after)].map((edit) => atLayer(edit, layers)),
    ...valueEdits(before.values, after.values).map((value): Edit => {
      const through = variableEdits(value, { before, after }, base, head);
      const [first, ...others] = through.length > 0 ? through : layers.causesOf(value);
      return {
        causes: first === undefined ? [valueCause(value, base, head)] : [first, ...others],
        value,
        isChart: false,
      };
    }),
  ];
};

/** What a layer says that only one side has is put down to the line by which it has it. */
const atLayer = (edit: Edit, layers: LayerEdits): Edit => {
  const [cause] = edit.causes;
  const [layer] = layers.causesOf(cause);
  if (layer === undefined) return edit;
  const { at: _at, was: _was, ...rest } = cause;
  return { ...edit, causes: [{ ...rest, ...(layer.at && { at: layer.at }), ...(layer.was && { was: layer.was }) }] };
};

/** A release that only one side has. */
const presence = ({ before, after }: ReleaseSides, layers: LayerEdits): readonly Edit[] => {
  const there = after ?? before;
  if (there === undefined) return [];
  const isGone = after === undefined;
  const placed = (place: Position): Pick<Cause, 'at' | 'was'> => (isGone ? { was: place } : { at: place });
  const [first, ...others] = layers.causesOf(placed(there.at));
  if (first !== undefined) return [{ causes: [first, ...others], isChart: false }];
  const removal = layers.removalOf(there.service, isGone ? 'head' : 'base');
  const [what, places] =
    removal === undefined
      ? [isGone ? 'removed' : 'added', placed(there.at)]
      : isGone
        ? ['set to null', { at: removal }]
        : ['no longer null', { was: removal }];
  return [{ causes: [{ kind: 'release', message: `services.${there.service}: ${what}`, ...places }], isChart: false }];
};

const chartEdits = (before: Release, after: Release): readonly Edit[] => {
  const [old, now] = [before.chart.value, after.chart.value];
  if (old.digest === now.digest && old.name === now.name) return [];
  const name = old.name === now.name ? now.name : `${old.name} → ${now.name}`;
  const version = old.version === now.version ? `${now.version} (its content)` : `${old.version} → ${now.version}`;
  return [
    {
      causes: [{ kind: 'chart', message: `chart ${name} ${version}`, at: after.chart.at, was: before.chart.at }],
      isChart: true,
    },
  ];
};

interface Field {
  readonly name: string;
  readonly kind: 'release' | 'cluster';
  readonly of: (release: Release) => { readonly value: Json; readonly at: Position };
}

/** What Helm hears beside the values. */
const fields: readonly Field[] = [
  { name: 'releaseName', kind: 'release', of: ({ name, nameAt }) => ({ value: name, at: nameAt }) },
  { name: 'namespace', kind: 'release', of: ({ namespace }) => namespace },
  { name: 'kubernetes', kind: 'cluster', of: ({ cluster }) => cluster.kubernetes },
  { name: 'controller', kind: 'cluster', of: ({ cluster }) => cluster.controller },
  { name: 'helm', kind: 'cluster', of: ({ cluster }) => ({ value: cluster.helm, at: cluster.at }) },
  { name: 'apiVersions', kind: 'cluster', of: ({ cluster }) => ({ value: cluster.apiVersions, at: cluster.at }) },
];

const fieldEdits = (before: Release, after: Release): readonly Edit[] =>
  fields.flatMap(({ name, kind, of }) => {
    const [old, now] = [of(before), of(after)];
    if (JSON.stringify(old.value) === JSON.stringify(now.value)) return [];
    const message = `${name}: ${shownValue(old.value)} → ${shownValue(now.value)}`;
    return [{ causes: [{ kind, message, at: now.at, was: old.at }], isChart: false }];
  });

const valueCause = ({ keys, before, after, isCredential, ...places }: ValueEdit, base: Side, head: Side): Cause => {
  const { was, at } = editedPlaces(places, base, head);
  const path = keys.join('.');
  const message =
    before === undefined
      ? `${path}: ${shownValue(after, isCredential)}`
      : after === undefined
        ? `${path}: removed`
        : `${path}: ${shownValue(before, isCredential)} → ${shownValue(after, isCredential)}`;
  return { kind: 'value', message, ...(at && { at }), ...(was && { was }) };
};

/** Where an override was taken out, what it was over stands at a line that nobody edited: that line caused nothing. */
const editedPlaces = (
  { was, at }: Pick<ValueEdit, 'was' | 'at'>,
  base: Side,
  head: Side,
): Pick<ValueEdit, 'was' | 'at'> =>
  was !== undefined && at !== undefined && isAsItWas(at, base, head) && !isAsItWas(was, base, head)
    ? { was }
    : { ...(was && { was }), ...(at && { at }) };

const isAsItWas = (place: Position, base: Side, head: Side): boolean => base.lineAt(place) === head.lineAt(place);
