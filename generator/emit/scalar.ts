/**
 * How a text is spelt in YAML so that YAML 1.1, YAML 1.2 and go-yaml v2 (which Helm and Kubernetes read with) all give the
 * same text back: plain where none of them could take it for anything else, quoted otherwise.
 */
export const spellText = (text: string): string => {
  if (isPlain(text)) return text;
  if (!needsEscape.test(text) && /["\\]/.test(text) && !text.includes("'")) return `'${text}'`;
  return JSON.stringify(text).replace(escaped, escapeSequence);
};

/** As in JSON; but without a point, `1e+21` is a text to YAML 1.1. */
export const spellNumber = (value: number): string => JSON.stringify(value).replace(/^(-?\d+)e/, '$1.0e');

/** Whether a text of several lines can stand as a block scalar, where nothing can be escaped. */
export const canBeBlock = (text: string): boolean =>
  text.includes('\n') && /\S/.test(text) && !/^\s*\t/.test(text) && !/\n[ \t]+$/.test(text) && !notInBlock.test(text);

/**
 * What no reader takes unchanged outside of double quotes, or no reviewer sees: controls, the line separators of Unicode,
 * formatting characters (direction marks, zero-width joiners, byte order marks), halves of surrogate pairs, non-characters.
 */
const invisible = '\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Noncharacter_Code_Point}';
const needsEscape = new RegExp(`[${invisible}]`, 'u');
const escaped = new RegExp(`[${invisible}]`, 'gu');
const notInBlock = new RegExp(`(?![\\n\\t])[${invisible}]`, 'u');

const escapeSequence = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

const isPlain = (text: string): boolean =>
  startsPlain.test(text) &&
  !breaksPlain.test(text) &&
  !(mayMeanElse.test(text) && meansElse(text)) &&
  !needsEscape.test(text);

/** No indicator at the start; `-` only before something that is not blank. */
const startsPlain = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`=<~]|-(?!--)\S)/;

/** A comment or a key in the middle, blanks at the end, and document markers. */
const breaksPlain = /: |:$| #|\s$|^\.\.\.|\t/;

/** A cheap first look: only texts that begin like these can be numbers, times, booleans or nulls. */
const mayMeanElse = /^[-+.0-9]|^e[-+0-9]|^[nyoft][a-z]{0,4}$/i;

const words = /^(?:y|yes|n|no|on|off|true|false|null)$/i;
// go-yaml hands what follows a prefix to strconv, which takes a sign there: `0b-1` is a number to it. Others take `0b_` for one.
const integer = /^[-+]?(?:0b[-+]?[01]*|0o?[-+]?[0-7]*|0x[-+]?[0-9a-f]*|[0-9]+)$/i;
const float = /^[-+]?[0-9]*(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?$/i;
const special = /^(?:[-+]?\.inf|\.nan)$/i;
const sexagesimal = /^[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?$/;
const timestamp = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?$/;

const meansElse = (text: string): boolean => {
  // Underscores may stand anywhere in a number of YAML 1.1, and go-yaml drops them before it looks.
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  return (
    words.test(text) ||
    integer.test(digits) ||
    float.test(digits) ||
    special.test(text) ||
    sexagesimal.test(digits) ||
    timestamp.test(text)
  );
};
