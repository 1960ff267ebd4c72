/**
 * Whether a name matches a pattern with `*` in it, each for any text; without a pattern everything matches. In one pass, whatever the pattern: a
 * regular expression made of it could take for ever.
 */
export const matches = (pattern: string | undefined, name: string): boolean => {
  if (pattern === undefined) return true;
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
};
