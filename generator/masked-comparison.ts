import type { Comparison, Entry, FieldChange, ObjectName, Step } from './model/comparison.ts';
import type { Json, JsonObject } from './model/values.ts';
import { isCredentialAt, maskedJson } from './report/matrix/masked.ts';
import { withoutData } from './report/rendered/masked.ts';
import { mask } from './report/secrets.ts';

/** The comparison without what is secret on either side: that it differs is told, and not what it is. */
export const maskedComparison = (comparison: Comparison): Comparison => ({
  ...comparison,
  entries: comparison.entries.map(maskedEntry),
});

const maskedEntry = (entry: Entry): Entry => ({
  ...entry,
  changes: entry.changes.map((change) => maskedChange(change, entry.subjects[0]?.object)),
  ...(entry.contents && {
    contents: entry.contents.map(({ object, content }) => ({ object, content: maskedContent(content) })),
  }),
});

const maskedContent = (content: JsonObject): JsonObject => maskedJson(withoutData(content)).value as JsonObject;

const maskedChange = (change: FieldChange, object: ObjectName | undefined): FieldChange => {
  const { path, before, after } = change;
  const isHidden = (object?.kind === 'Secret' && isData(path)) || isCredentialAt(path.flatMap(keyOf));
  const [old, now] = [before, after].map((value) => (value === undefined ? undefined : masked(value, isHidden)));
  if (!old?.masked && !now?.masked) return change;
  return {
    ...change,
    ...(old ? { before: old.value } : {}),
    ...(now ? { after: now.value } : {}),
    masked: true,
  };
};

const isData = ([first]: readonly Step[]): boolean => first === 'data' || first === 'stringData';

const masked = (value: Json, isHidden: boolean): { readonly value: Json; readonly masked: boolean } =>
  isHidden && value !== '' && typeof value !== 'boolean' ? { value: mask, masked: true } : maskedJson(value);

/** Keys and names: an item of `env` is called by its name, and holds a `value`. */
const keyOf = (step: Step): readonly string[] =>
  typeof step === 'string' ? [step] : 'by' in step ? [`${step.by}=${step.is}`] : [];
