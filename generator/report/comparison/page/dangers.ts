import type { Comparison } from '../../../model/comparison.ts';
import { pathText } from '../../../steps.ts';
import { visible } from '../../visible.ts';
import type { DangerGroup } from '../danger-groups.ts';
import type { Links } from '../links.ts';
import { count, objectsText, servicesText } from '../words.ts';
import { chipsOf, type PageCause, type PageEntry, pageCause } from './data.ts';

/** A danger as a card: what happens, for whom, what to do, and the line to edit. */
export interface DangerCard {
  readonly index: number;
  readonly severity: string;
  readonly word: string;
  readonly mark: string;
  readonly code: string;
  readonly what: string;
  readonly service: string;
  readonly chips: readonly string[];
  readonly message: readonly Piece[];
  readonly others: readonly (readonly Piece[])[];
  readonly othersText: string;
  readonly fix: readonly Piece[];
  readonly path: string;
  readonly causes: readonly PageCause[];
  readonly causesLeft: string;
  /** Empty where nobody has accepted it. */
  readonly expires: string;
  readonly reason: string;
  readonly exceptionAt: string;
  readonly entry: string;
  readonly entryText: string;
}

/** Of a sentence: what stands between backticks is code. */
export interface Piece {
  readonly isCode: boolean;
  readonly text: string;
}

export const pieces = (text: string): readonly Piece[] =>
  visible(text)
    .split(/(`[^`]+`)/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      /^`[^`]+`$/.test(piece) ? { isCode: true, text: piece.slice(1, -1) } : { isCode: false, text: piece },
    );

const marks: Readonly<Record<string, string>> = { problem: '✗', warning: '▲', note: '•', accepted: '✓' };

const mostCauses = 5;
const mostOthers = 200;

export const dangerCard = ({
  comparison,
  group: { first, messages, subjects },
  index,
  entries,
  links,
}: {
  readonly comparison: Comparison;
  readonly group: DangerGroup;
  readonly index: number;
  readonly entries: readonly PageEntry[];
  readonly links: Links;
}): DangerCard => {
  const { exception, severity, code, fix, path, causes } = first;
  const [message = '', ...others] = messages;
  const word = exception === undefined ? severity : 'accepted';
  const causesLeft = causes.length - mostCauses;
  return {
    index,
    severity: word,
    word,
    mark: marks[word] ?? '',
    code,
    what: visible(objectsText(subjects)),
    service: visible(servicesText(subjects)),
    chips: chipsOf(comparison, subjects),
    message: pieces(message),
    others: others.slice(0, mostOthers).map(pieces),
    othersText: others.length === 0 ? '' : `and ${others.length.toLocaleString('en-US')} more like this`,
    fix: pieces(fix),
    path: path === undefined ? '' : visible(pathText(path)),
    causes: causes.slice(0, mostCauses).map((cause) => pageCause(cause, links)),
    causesLeft: causesLeft > 0 ? count(causesLeft, 'more line') : '',
    expires: visible(exception?.expires ?? ''),
    reason: visible(exception?.reason ?? ''),
    exceptionAt: exception === undefined ? '' : `${visible(exception.at.file)}:${exception.at.line}`,
    entry: entries[0]?.id ?? '',
    entryText: entries.length > 1 ? `See ${count(entries.length, 'change')}` : 'See change',
  };
};
