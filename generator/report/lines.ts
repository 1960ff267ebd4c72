/** Lines by file, each text split once. */
const split = new WeakMap<ReadonlyMap<string, string>, Map<string, readonly string[]>>();

/** The lines of a file, always the same ones; none where its text is not at hand. */
export const linesOf = (texts: ReadonlyMap<string, string>, file: string): readonly string[] => {
  const known = split.get(texts) ?? new Map<string, readonly string[]>();
  split.set(texts, known);
  const lines = known.get(file) ?? texts.get(file)?.split('\n') ?? [];
  known.set(file, lines);
  return lines;
};
