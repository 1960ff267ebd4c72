import type { Json, JsonObject } from '../model/values.ts';
import type { Edit } from './edits.ts';

/** What is rendered between the base and the head, to see which edit does what: the state after one edit more, or several. */
export interface StepBetween {
  /** The edits that this step adds to the one before. */
  readonly edits: readonly Edit[];
  /** Whether it has the head's chart, and asks as the head does but for the values. */
  readonly isChartOfHead: boolean;
  readonly isReleaseOfHead: boolean;
  readonly values: JsonObject;
}

/** More are taken together. */
const atMost = 24;

/** The states from one edit to the next, in their order; the last of them, which is the head, is left out. */
export const stepsBetween = (edits: readonly Edit[], values: JsonObject): readonly StepBetween[] => {
  const ofChart = edits.filter(({ isChart }) => isChart);
  const ofRelease = edits.filter(({ isChart, value }) => !isChart && value === undefined);
  const ofValues = edits.filter(({ value }) => value !== undefined);
  const size = Math.ceil(ofValues.length / atMost);
  const chunks = Array.from({ length: Math.min(ofValues.length, atMost) }, (_, index) =>
    ofValues.slice(index * size, (index + 1) * size),
  );
  const groups = [ofChart, ofRelease, ...chunks].filter((group) => group.length > 0);
  let state: JsonObject = values;
  let isChartOfHead = false;
  let isReleaseOfHead = false;
  const steps = groups.map((group): StepBetween => {
    isChartOfHead ||= group === ofChart;
    isReleaseOfHead ||= group === ofRelease;
    for (const { value } of group)
      if (value !== undefined) state = withValue(state, value.keys, value.after) as JsonObject;
    return { edits: group, isChartOfHead, isReleaseOfHead, values: state };
  });
  return steps.slice(0, -1);
};

/** The values with one of them set, or taken out. */
const withValue = (values: Json | undefined, keys: readonly string[], to: Json | undefined): Json => {
  const [key, ...rest] = keys;
  if (key === undefined) return to ?? null;
  if (Array.isArray(values))
    return (values as readonly Json[]).map((item, index) => (String(index) === key ? withValue(item, rest, to) : item));
  const map = typeof values === 'object' && values !== null ? (values as JsonObject) : {};
  if (rest.length === 0 && to === undefined)
    return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
  const next = withValue(Object.hasOwn(map, key) ? map[key] : undefined, rest, to);
  return Object.fromEntries([...Object.entries(map).filter(([name]) => name !== key), [key, next]]);
};
