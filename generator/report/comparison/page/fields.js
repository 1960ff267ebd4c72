import { counted, make, state } from './make.js';

// What a change says of fields and texts, before and after.
const marked = (pieces, tag) =>
  pieces.map((piece, place) => (place % 2 === 1 && piece !== '' ? make(tag, { class: 'word' }, piece) : piece));

const side = (tag, pieces) => {
  if (pieces === undefined) return make('span', { class: 'none' });
  return make(tag, {}, ...marked(pieces, 'b'));
};

const lineOf = ([sign, pieces], tag = 'div') => {
  if (sign === '…') return make(tag, { class: 'gap' }, '⋯');
  const kind = sign === '-' ? 'del' : sign === '+' ? 'ins' : 'span';
  return make(tag, { class: 'text' }, make(kind, {}, `${sign} `, ...marked(pieces, 'b')));
};

// What was taken out stands beside what came in its place.
const pairs = (lines) => {
  const rows = [];
  const gone = [];
  const come = [];
  const flush = () => {
    while (gone.length + come.length > 0) {
      // What is like a line of the other side waits for it.
      const [old, now] = [gone[0], come[0]].map((line) => line !== undefined && line[1].length > 1);
      const isApart = gone.length > 0 && come.length > 0 && old !== now;
      rows.push([isApart && old ? undefined : gone.shift(), isApart && now ? undefined : come.shift()]);
    }
  };
  for (const line of lines) {
    if (line[0] === '-') {
      if (come.length > 0) flush();
      gone.push(line);
    } else if (line[0] === '+') come.push(line);
    else {
      flush();
      rows.push([line, line]);
    }
  }
  flush();
  return rows;
};

const linesBlock = (lines) => {
  const cells = state.beside
    ? pairs(lines).flatMap((pair) =>
        pair.map((line) => (line === undefined ? make('div', { class: 'text none' }) : lineOf(line))),
      )
    : lines.map((line) => lineOf(line));
  return make('div', { class: `lines${state.beside ? ' beside' : ''}` }, ...cells);
};

export const more = (number, noun) =>
  number > 0 ? make('p', { class: 'faint' }, `… and ${counted(number, noun)}; the JSON report has all.`) : undefined;

export const fieldOf = ({ path, before, after, note, lines, hidden }) => {
  const name = make('code', { class: 'path' }, path);
  if (lines !== undefined) return make('div', { class: 'field' }, name, linesBlock(lines), more(hidden, 'more line'));
  const hasBoth = before !== undefined && after !== undefined;
  const arrow = hasBoth ? make('span', { class: 'arrow' }, '→') : undefined;
  const word =
    before === undefined && after !== undefined ? 'new' : after === undefined && before !== undefined ? 'gone' : '';
  const values =
    before === undefined && after === undefined
      ? undefined
      : make('span', { class: 'values' }, side('del', before), arrow, side('ins', after));
  return make(
    'div',
    { class: 'field short' },
    name,
    make(
      'span',
      { class: 'told' },
      word === '' ? undefined : make('span', { class: 'faint' }, word),
      values,
      note === undefined ? undefined : make('span', { class: 'faint' }, note),
    ),
  );
};

export const contentOf = ({ what, lines, hidden }, { action, contents }) => {
  const [tag, sign] = action === 'removed' ? ['del', '-'] : ['ins', '+'];
  const texts = lines.map((line) => make('div', { class: 'text' }, make(tag, {}, `${sign} ${line}`)));
  return make(
    'div',
    { class: 'field' },
    contents.length > 1 ? make('b', {}, what) : undefined,
    make('div', { class: 'lines' }, ...texts),
    more(hidden, 'more line'),
  );
};
