import type { FieldChange, Step } from '../generator/model/comparison.ts';
import type { Json, JsonObject } from '../generator/model/values.ts';

/**
 * What changes make of a value, in one form: lists whose items have names are sorted by them, since of their order only that it is another is
 * told.
 */
export const applied = (value: Json, changes: readonly FieldChange[]): Json => sorted(changed(value, changes) ?? null);

type Local = Omit<FieldChange, 'path'> & { readonly path: readonly Step[] };

const changed = (value: Json | undefined, changes: readonly Local[]): Json | undefined => {
  const whole = changes.find(({ path, reordered }) => path.length === 0 && !reordered);
  if (whole !== undefined) return whole.after;
  const order = changes.find(({ path }) => path.length === 0);
  const deeper = changes.filter(({ path }) => path.length > 0);
  if (Array.isArray(value)) {
    const list = changedList(value as readonly Json[], deeper);
    // Both sides are the items where they have no names.
    return order === undefined || isNamed(list) ? list : order.after;
  }
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, Json> = { ...(value as JsonObject) };
  for (const key of new Set(deeper.map(({ path: [step] }) => step as string))) {
    const next = changed(result[key], below(deeper, key));
    if (next === undefined) delete result[key];
    else result[key] = next;
  }
  return result;
};

const below = (changes: readonly Local[], first: Step): readonly Local[] =>
  changes
    .filter(({ path: [step] }) => JSON.stringify(step) === JSON.stringify(first))
    .map((change) => ({ ...change, path: change.path.slice(1) }));

const changedList = (items: readonly Json[], changes: readonly Local[]): readonly Json[] => {
  const steps = [...new Map(changes.map(({ path: [step] }) => [JSON.stringify(step), step as Step])).values()];
  const isRemoval = ({ path, after }: Local): boolean => path.length === 1 && after === undefined;
  const isAddition = ({ path, before }: Local): boolean => path.length === 1 && before === undefined;
  if (steps.some((step) => typeof step === 'object' && 'by' in step)) {
    const idOf = (item: Json, by: string): string => String((item as JsonObject)[by]);
    const kept = items.flatMap((item) => {
      const step = steps.find((one) => typeof one === 'object' && 'by' in one && idOf(item, one.by) === one.is);
      return (step === undefined ? item : changed(item, below(changes, step))) ?? [];
    });
    return [...kept, ...changes.filter(isAddition).map(({ after }) => after ?? null)];
  }
  const indexOf = ({ path: [step] }: Local): number => (step as { readonly index: number }).index;
  const gone = new Set(changes.filter(isRemoval).map(indexOf));
  const rest = items.filter((_, index) => !gone.has(index));
  const added = new Map(changes.filter(isAddition).map((change) => [indexOf(change), change.after ?? null]));
  const result = Array.from({ length: rest.length + added.size }, (_, index) =>
    added.has(index) ? (added.get(index) ?? null) : (rest.shift() ?? null),
  );
  const others = changes.filter((change) => !isRemoval(change) && !isAddition(change));
  return result.map((item, index) => changed(item, below(others, { index })) ?? null);
};

const isNamed = (items: readonly Json[]): boolean =>
  items.length > 0 && items.every((item) => typeof item === 'object' && item !== null && 'name' in item);

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map(sorted);
    return isNamed(items) ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
};
