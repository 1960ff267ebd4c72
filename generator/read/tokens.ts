import { CST } from 'yaml';
import type { Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import type { Places } from './places.ts';

type Part = CST.Token | CST.CollectionItem;

const partsOf = (part: Part): readonly (Part | null | undefined)[] => {
  if (!('type' in part)) return [...part.start, part.key, ...(part.sep ?? []), part.value];
  if (part.type === 'document') return [...part.start, part.value, ...(part.end ?? [])];
  if (part.type === 'block-map' || part.type === 'block-seq') return part.items;
  if (part.type === 'flow-collection') return [part.start, ...part.items, ...part.end];
  if (part.type === 'block-scalar') return part.props;
  return 'end' in part ? (part.end ?? []) : [];
};

interface Visit {
  readonly part: Part;
  readonly depth: number;
  readonly inFlow: boolean;
}

/** Every token of a document with its depth, without recursion: what was written may be of any depth. */
export function* visitTokens(document: CST.Token): Generator<{ token: CST.Token; depth: number; inFlow: boolean }> {
  const open: Visit[] = [{ part: document, depth: 0, inFlow: false }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { part } = visit;
    if ('type' in part) yield { token: part, depth: visit.depth, inFlow: visit.inFlow };
    const depth = visit.depth + ('type' in part && CST.isCollection(part) ? 1 : 0);
    const inFlow = visit.inFlow || ('type' in part && part.type === 'flow-collection');
    for (const inner of [...partsOf(part)].reverse()) if (inner) open.push({ part: inner, depth, inFlow });
  }
}

/** A tab between tokens. */
export const tab = (places: Places, offset: number): Problem =>
  problem('yaml-tab', 'A tab stands here, where YAML wants spaces.', {
    at: places.at(offset),
    fix: 'Replace it by spaces.',
  });

/** What the library takes and Go does not, or takes otherwise, by the tokens alone. */
export const refuseToken = (token: CST.Token, inFlow: boolean, text: string, places: Places): Problem | undefined => {
  if (!('source' in token) || token.type === 'error') return undefined;
  if (token.type === 'block-scalar') return refuseBlock(token, text, places);
  const { source, offset } = token;
  if (token.type === 'space' && source.includes('\t')) return tab(places, offset + source.indexOf('\t'));
  if (token.type === 'scalar') {
    const indented = /\n *\t/.exec(source);
    if (indented !== null) return tab(places, offset + indented.index + indented[0].length - 1);
  }
  if (isUnclosed(token.type, source)) {
    return problem('yaml-syntax', 'This quoted text does not end.', { at: places.at(offset), fix: 'Close the quote.' });
  }
  if (token.type === 'explicit-key-ind') {
    const message = 'A key with a question mark before it is not read alike everywhere.';
    return problem('yaml-syntax', message, { at: places.at(offset), fix: 'Write the key and its colon on one line.' });
  }
  if (token.type === 'directive') {
    const fix = 'Remove the line that begins with %.';
    return problem('yaml-syntax', 'A directive is not for this file.', { at: places.at(offset), fix });
  }
  if ((token.type === 'anchor' || token.type === 'alias') && !/^[&*][0-9A-Za-z_-]+$/.test(source)) {
    const message = `${source} is not a name that every YAML library takes.`;
    const fix = 'Use letters, digits, - and _.';
    return problem('yaml-syntax', message, { at: places.at(offset), fix });
  }
  if (inFlow && token.type === 'scalar') return refuseFlowScalar(source, places, offset);
  return inFlow && token.type === 'map-value-ind' ? refuseTightColon(text, offset, places) : undefined;
};

/** At the very end of a file, the library takes the quote of an escape for the closing one. */
const isUnclosed = (type: string, source: string): boolean =>
  (/^(single|double)-quoted/.test(type) && (source.length < 2 || !source.endsWith(source.slice(0, 1)))) ||
  (type === 'single-quoted-scalar' && source.slice(1, -1).replaceAll("''", '').includes("'")) ||
  (type === 'double-quoted-scalar' && backslashesBefore(source, source.length - 1) % 2 === 1);

const backslashesBefore = (source: string, end: number): number => {
  let count = 0;
  while (source[end - 1 - count] === '\\') count += 1;
  return count;
};

/** To Go the colon of `{a:[]}` belongs to the text `a:`. After a quoted key it is one for both, as in JSON. */
const refuseTightColon = (text: string, offset: number, places: Places): Problem | undefined => {
  if (!/^[^\s"'\]}]:[,[\]{}]$/.test(text.slice(offset - 1, offset + 2))) return undefined;
  const message = 'Helm and Kubernetes do not end a key with this colon.';
  return problem('yaml-syntax', message, { at: places.at(offset), fix: 'Put a space after the colon.' });
};

/** White space at the edges of a block of text. */
const refuseBlock = (token: CST.BlockScalar, text: string, places: Places): Problem | undefined => {
  const header = token.props.find(({ type }) => type === 'block-scalar-header');
  const indicators = header !== undefined && 'source' in header ? header.source : '';
  const start = text.indexOf('\n', header?.offset ?? token.offset) + 1;
  const end = start + token.source.length;
  const isIndented = /[0-9]/.test(indicators);
  const first = /^(?: *\r?\n)* *\t/.exec(token.source);
  if (first !== null && !isIndented) return tab(places, start + first[0].length - 1);
  if (end >= text.length && token.source !== '' && !text.endsWith('\n') && !indicators.includes('-')) {
    const message = 'The file ends within this text, which YAML 1.2 ends with a line feed, and Helm does not.';
    return problem('yaml-syntax', message, { at: places.at(token.offset), fix: 'End the file with a line feed.' });
  }
  // The library leaves blank lines at the end of the block to what follows.
  const content = `${token.source}${/^(?: *\r?\n)*(?: +$)?/.exec(text.slice(end))?.[0]}`;
  const blank = isIndented ? /^ +\r?$/m.exec(content) : null;
  if (blank === null) return undefined;
  const message = 'A line of spaces in a text with an indentation indicator is not read alike everywhere.';
  return problem('yaml-syntax', message, { at: places.at(start + blank.index), fix: 'Remove the spaces.' });
};

const refuseFlowScalar = (source: string, places: Places, offset: number): Problem | undefined => {
  const mark = source.includes('?') ? '?' : source.startsWith(':') ? ':' : undefined;
  if (mark === undefined) return undefined;
  const message = `Helm and Kubernetes read a plain text with ${mark} otherwise inside of [] and {}.`;
  return problem('yaml-syntax', message, { at: places.at(offset), fix: 'Quote it.' });
};
