import { codeCell, codeSpan, escapeText } from '../../markdown.ts';
import { visible } from '../visible.ts';

/**
 * Data in a comment. What a forge makes something of (mentions, references, commits, addresses, emoji) is not looked for in code, so that a
 * word that could be one becomes a code span.
 */

/** A part of a line: `code` looks like it, `prose` is a sentence of ours with data in it, in which backticks mark code. */
export interface Part {
  readonly code?: string;
  readonly prose?: string;
  readonly strong?: boolean;
}

/** Longer texts are cut: no line of a comment helps with more. */
const longest = 300;

const cut = (text: string): string => visible(text.length > longest ? `${text.slice(0, longest)}…` : text);

/** Mentions, references, commits, addresses, emoji. */
const acting = /@|[#!~%&^]\w|\b[0-9a-f]{7,40}\b|\b[Gg][Hh]-\d|\b[A-Z][A-Z0-9]+-\d|^www\.|:\/\/|:[\w+-]+:|^\/\w|\[\w+:/;
/** What begins a heading, a list or the like where it stands first. */
const leading = /^(?:[-+=#>]+|\d+[.)])$/;

/** A sentence, cut into what is to be code and what is not. */
const pieces = (text: string): readonly { readonly isCode: boolean; readonly text: string }[] =>
  cut(text)
    .split(/(`[^`]+`|\s+)/)
    .filter((piece) => piece !== '')
    .flatMap((piece, index, all) => {
      if (/^`[^`]+`$/.test(piece)) return [{ isCode: true, text: piece.slice(1, -1) }];
      const [, word = piece, end = ''] = /^(.*?)([,.;:!?)]*)$/u.exec(piece) ?? [];
      const isFirst = index === 0 || (index === 1 && all[0]?.trim() === '');
      if (isFirst && leading.test(piece)) return [{ isCode: true, text: piece }];
      return acting.test(word)
        ? [
            { isCode: true, text: word },
            { isCode: false, text: end },
          ]
        : [{ isCode: false, text: piece }];
    })
    .filter((piece) => piece.text !== '');

/** Parts as Markdown inside of a line. */
export const inline = (parts: readonly Part[]): string =>
  parts.map((part) => wrap(part, '**', '**', markdownPart(part, codeSpan))).join('');

/** The same in the cell of a table. */
export const cell = (text: string): string => markdownPart({ prose: text }, codeCell);

const markdownPart = ({ code, prose = '' }: Part, span: (text: string) => string): string =>
  code === undefined
    ? pieces(prose)
        .map(({ isCode, text }) => (isCode ? span(text) : escapeText(text)))
        // Two code spans in a row would be one.
        .reduce((line, piece) => `${line}${line.endsWith('`') && piece.startsWith('`') ? ' ' : ''}${piece}`, '')
    : span(cut(code));

/** Parts as HTML, where Markdown is not read. */
export const html = (parts: readonly Part[]): string =>
  parts.map((part) => wrap(part, '<b>', '</b>', htmlPart(part))).join('');

const htmlPart = ({ code, prose = '' }: Part): string =>
  code === undefined
    ? pieces(prose)
        .map(({ isCode, text }) => (isCode ? `<code>${escaped(text)}</code>` : escaped(text)))
        .join('')
    : `<code>${escaped(cut(code))}</code>`;

const wrap = ({ strong = false }: Part, open: string, close: string, text: string): string =>
  strong && text !== '' ? `${open}${text}${close}` : text;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** Lines as a block of code that none of them can end. */
export const fenced = (language: string, lines: readonly string[]): string => {
  const shown = lines.map(visible);
  const runs = shown.flatMap((line) => [...line.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(2, ...runs) + 1);
  return [`${fence}${language}`, ...shown, fence].join('\n');
};

/** An address as a link can hold it; undefined for what is none of the web. */
export const address = (url: string): string | undefined => {
  if (!URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '' || href.length > 1000) return undefined;
  return href.replace(/[()<>[\]\\`*_|]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
};
