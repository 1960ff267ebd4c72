/** Whatever a terminal would act on in place of showing it: control and format characters, halves of surrogate pairs. */
const acting = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text as something that a terminal only shows, on one line. */
export const visible = (text: string): string =>
  text.replace(acting, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/** Runners of CI take commands from what is printed: `::` at the beginning of a line, `##[` anywhere. */
export const inert = (line: string): string => line.replace(/^(\s*):(?=:)/, '$1\\u{3a}').replaceAll('##[', '\\u{23}#[');

const narrow = /^[\x20-\x7e]*$/;
const empty = /^[\p{Mn}\p{Me}]$/u;
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])$/u;

/** Columns that a text takes in a terminal: none for combining marks, two for wide characters. */
export const columns = (text: string): number => {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += empty.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
};
