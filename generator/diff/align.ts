/** Which items of two lists belong together: pairs of indexes in order, one of them undefined for what is only on one side. */
export type Aligned = readonly (readonly [number | undefined, number | undefined])[];

/** In cells of the table: what is larger is compared place by place. */
const most = 1_000_000;

/** From 0 to 1. */
type Likeness = (before: number, after: number) => number;

/**
 * Aligns lists by their longest common subsequence, so that an item that is put in is one change. What was taken out and put in at one place is an item
 * that was edited: as many as before in order, else those that are alike.
 */
export const align = (before: readonly string[], after: readonly string[], likeness: Likeness): Aligned => {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const pairs: (readonly [number | undefined, number | undefined])[] = [];
  for (let index = 0; index < start; index += 1) pairs.push([index, index]);
  const gap = { old: [] as number[], now: [] as number[] };
  const close = (): void => {
    pairs.push(...edited(gap.old, gap.now, likeness));
    gap.old = [];
    gap.now = [];
  };
  for (const [i, j] of common(old, now)) {
    if (i !== undefined && j !== undefined) {
      close();
      pairs.push([i + start, j + start]);
    } else if (i !== undefined) gap.old.push(i + start);
    else if (j !== undefined) gap.now.push(j + start);
  }
  close();
  for (let index = end; index > 0; index -= 1) pairs.push([before.length - index, after.length - index]);
  return pairs;
};

/** In pairs to look at: of more, items are taken in order. */
const mostLikely = 900;

const edited = (old: readonly number[], now: readonly number[], likeness: Likeness): Aligned => {
  const size = Math.max(old.length, now.length);
  if (old.length === now.length || old.length === 0 || now.length === 0 || old.length * now.length > mostLikely)
    return Array.from({ length: size }, (_, index) => [old[index], now[index]] as const);
  const width = now.length + 1;
  const scores = new Float64Array((old.length + 1) * width);
  const scoreAt = (i: number, j: number): number => scores[i * width + j] ?? 0;
  const alike = (i: number, j: number): number => {
    const found = likeness(old[i] ?? 0, now[j] ?? 0);
    return found < 0.5 ? 0 : found;
  };
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      scores[i * width + j] = Math.max(alike(i, j) + scoreAt(i + 1, j + 1), scoreAt(i + 1, j), scoreAt(i, j + 1));
  const pairs: (readonly [number | undefined, number | undefined])[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const isPair = i < old.length && j < now.length && alike(i, j) > 0;
    if (isPair && scoreAt(i, j) === alike(i, j) + scoreAt(i + 1, j + 1)) pairs.push([old[i++], now[j++]]);
    else if (j >= now.length || (i < old.length && scoreAt(i + 1, j) >= scoreAt(i, j + 1)))
      pairs.push([old[i++], undefined]);
    else pairs.push([undefined, now[j++]]);
  }
  return pairs;
};

const common = (old: readonly string[], now: readonly string[]): Aligned => {
  const width = now.length + 1;
  if ((old.length + 1) * width > most)
    return [
      ...old.map((_, index) => [index, undefined] as const),
      ...now.map((_, index) => [undefined, index] as const),
    ];
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        old[i] === now[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const pairs: (readonly [number | undefined, number | undefined])[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) pairs.push([i++, j++]);
    else if (
      j >= now.length ||
      (i < old.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    )
      pairs.push([i++, undefined]);
    else pairs.push([undefined, j++]);
  }
  return pairs;
};
