/**
 * Two YAML texts without most entries of their maps that both have to the letter: a parser takes its time, and what is left differs in the same
 * places. As they are where lines don't tell what belongs together.
 */
export const differingLines = (before: string, after: string): readonly [string, string] => {
  if (isHard.test(before) || isHard.test(after)) return [before, after];
  const [old, now] = [before, after].map((text) => text.replace(/^---\n/, '').split('\n'));
  const reduced = old && now && reduce(old, now, 0);
  return reduced === undefined ? [before, after] : [reduced[0].join('\n'), reduced[1].join('\n')];
};

/** Anchors and aliases, tabs, several documents, brackets that close in the first column, and lines that end otherwise. */
const isHard = /(?:^|[\s:[,{-])[&*]\S|^ *\t|^(?:---.|\.\.\.|%|[\]}])|\n---|\r/m;

/** An entry of a map with all below it. */
interface Entry {
  readonly head: string;
  readonly below: readonly string[];
}

/** These say what the others beside them are, such as a credential. */
const telling = /^["']?(?:kind|name)["']?$/;

/** In levels. */
const deepest = 16;

const reduce = (
  before: readonly string[],
  after: readonly string[],
  level: number,
): readonly [readonly string[], readonly string[]] | undefined => {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  if (level > deepest || old === undefined || now === undefined) return undefined;
  const left: { readonly old: string[][]; readonly now: string[][] } = { old: [], now: [] };
  let same: string[] | undefined;
  for (const [key, was] of old) {
    const is = now.get(key);
    if (is === undefined) left.old.push(linesOf(was));
    else if (linesOf(was).join('\n') === linesOf(is).join('\n')) {
      same ??= linesOf(was);
      if (!telling.test(key)) continue;
      left.old.push(linesOf(was));
      left.now.push(linesOf(is));
    } else {
      const inside = was.head === is.head && isKeyAlone(was) ? reduce(was.below, is.below, level + 1) : undefined;
      left.old.push(inside === undefined ? linesOf(was) : [was.head, ...inside[0]]);
      left.now.push(inside === undefined ? linesOf(is) : [is.head, ...inside[1]]);
    }
  }
  for (const [key, is] of now) if (!old.has(key)) left.now.push(linesOf(is));
  // A map without an entry would be none.
  const kept = left.old.length > 0 && left.now.length > 0 ? [] : (same ?? []);
  return [
    [...left.old.flat(), ...kept],
    [...left.now.flat(), ...kept],
  ];
};

const linesOf = ({ head, below }: Entry): string[] => [head, ...below];

/** Undefined for what is no map in block style whose keys differ. */
const entriesOf = (lines: readonly string[]): ReadonlyMap<string, Entry> | undefined => {
  const first = lines.find((line) => !isNothing.test(line));
  if (first === undefined) return undefined;
  const column = columnOf(first);
  const found = new Map<string, { readonly head: string; readonly below: string[] }>();
  let last: { readonly head: string; readonly below: string[] } | undefined;
  for (const line of lines) {
    const isBelow = isNothing.test(line) || columnOf(line) > column;
    if (isBelow || (last !== undefined && isKeyAlone(last) && columnOf(line) === column && /^ *-(?: |$)/.test(line))) {
      if (last === undefined && !isNothing.test(line)) return undefined;
      last?.below.push(line);
      continue;
    }
    const [, key] = keyed.exec(line) ?? [];
    if (key === undefined || columnOf(line) !== column || found.has(key)) return undefined;
    last = { head: line, below: [] };
    found.set(key, last);
  }
  return found;
};

/** Empty, or a comment; in a text that is a block, it belongs to what stands before it all the same. */
const isNothing = /^ *(?:#.*)?$/;
const keyed = /^ *([\w./-]+|"[^"\\]*"|'[^']*'):(?: |$)/;
const isKeyAlone = ({ head }: Entry): boolean => keyed.exec(head)?.[0] === head;
const columnOf = (line: string): number => line.length - line.trimStart().length;
