import { counted, data, make, state } from './make.js';

// How one change looks.
const mostOpenLines = 14;
const mostObjects = 1000;

const linesOf = ({ lines }) => (lines === undefined ? 1 : lines.length);
const sizeOf = ({ fields, contents }) =>
  contents.reduce((sum, { lines }) => sum + lines.length, 0) + fields.reduce((sum, field) => sum + linesOf(field), 0);

// What is short is open at first, so that nobody has to click through what he must read anyway.
const isOpenAtFirst = ({ noise, contents, ...rest }) =>
  noise === '' && contents.length === 0 && sizeOf({ ...rest, contents }) <= mostOpenLines;

const isMany = ({ objects, set }) => objects.length > 1 || data.sets[set].clusters.length > 1;

const hasBody = ({ fields, contents, objects, set, hiddenFields, hiddenContents }) =>
  fields.length + contents.length + hiddenFields + hiddenContents > 0 || isMany({ objects, set });

export const isOpen = (index) =>
  hasBody(data.entries[index]) && (state.all || isOpenAtFirst(data.entries[index])) !== state.toggled.has(index);

// In pixels, before it is laid out.
export const heightOf = (index) => 46 + (isOpen(index) ? 20 + 26 * sizeOf(data.entries[index]) : 0);

const marked = (pieces, tag) =>
  pieces.map((piece, place) => (place % 2 === 1 ? make(tag, { class: 'word' }, piece) : piece));

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
  let gone = [];
  let come = [];
  const flush = () => {
    for (let at = 0; at < Math.max(gone.length, come.length); at++) rows.push([gone[at], come[at]]);
    gone = [];
    come = [];
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

const more = (number, noun) =>
  number > 0 ? make('p', { class: 'faint' }, `… and ${counted(number, noun)}; the JSON report has all.`) : undefined;

const fieldOf = ({ path, before, after, note, lines, hidden }) => {
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

const contentOf = ({ what, lines, hidden }, { action, contents }) => {
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

const objectsOf = ({ objects, services, set: all }) => {
  const items = objects
    .slice(0, mostObjects)
    .map(([what, namespace, service, set]) =>
      make(
        'li',
        {},
        make('b', {}, what),
        make(
          'span',
          { class: 'faint' },
          [namespace === '' ? '' : `in ${namespace}`, services.length > 1 ? service : '', ...namesOf(set)]
            .filter((part) => part !== '')
            .join(' · '),
        ),
      ),
    );
  return make(
    'details',
    { class: 'objects' },
    make(
      'summary',
      {},
      [counted(objects.length, 'object'), counted(data.sets[all].clusters.length, 'cluster')].join(' on '),
    ),
    make('ul', {}, ...items),
    more(objects.length - mostObjects, 'more object'),
  );
};

const namesOf = (set) => [data.sets[set].clusters.map((cluster) => data.clusters[cluster]).join(', ')];

const chipsOf = (set) =>
  data.sets[set].chips.map((chip) => make('span', { class: 'chip', title: namesOf(set).join() }, chip));

const bodyOf = (entry) =>
  make(
    'div',
    { class: 'body' },
    ...entry.fields.map(fieldOf),
    more(entry.hiddenFields, 'more field'),
    ...entry.contents.map((content) => contentOf(content, entry)),
    more(entry.hiddenContents, 'more object'),
    isMany(entry) ? objectsOf(entry) : undefined,
  );

const badge = (card) => {
  const [severity, code] = data.dangers[card].kind.split(' ');
  return make('a', { class: `badge ${severity}`, href: `#d-${card}` }, code);
};

const aside = ({ objects, fields, contents, isValues, was, hiddenFields }, open) =>
  [
    objects.length === 1 && objects[0][1] !== '' ? `in ${objects[0][1]}` : '',
    was,
    open
      ? ''
      : fields.length > 0
        ? counted(fields.length + hiddenFields, 'field')
        : contents.length > 0
          ? counted(contents[0].lines.length, 'line')
          : '',
    isValues ? 'values alone, not rendered' : '',
  ].filter((part) => part !== '');

export const entryOf = (index) => {
  const entry = data.entries[index];
  const open = isOpen(index);
  const sign = make('span', { class: 'sign', 'aria-hidden': 'true' }, entry.sign);
  const name = [
    sign,
    make('span', { class: 'unseen' }, `${entry.action} `),
    make('span', { class: 'what' }, entry.what),
  ];
  const head = hasBody(entry)
    ? make('button', { type: 'button', class: 'head', 'aria-expanded': String(open) }, ...name)
    : make('span', { class: 'head', tabindex: '-1' }, ...name);
  return make(
    'article',
    {
      class: `entry ${entry.action}`,
      id: `e-${entry.id}`,
      'data-index': String(index),
      'aria-label': `${entry.action} ${entry.what}`,
    },
    make(
      'div',
      { class: 'row' },
      make('h4', {}, head),
      make('span', { class: 'service' }, entry.service),
      ...chipsOf(entry.set),
      ...aside(entry, open).map((text) => make('span', { class: 'faint' }, text)),
      ...entry.dangers.map(badge),
      make('a', { class: 'anchor', href: `#e-${entry.id}`, 'aria-label': `Link to this change of ${entry.what}` }, '#'),
    ),
    open ? bodyOf(entry) : undefined,
  );
};

// What a group of changes has in common: the lines behind it, or the kind of noise that it is.
export const headingOf = (index) => {
  const { causes, noise } = data.entries[index];
  if (noise !== '') return make('h3', { class: 'because' }, `Folded: ${noise}`);
  const list = data.causes[causes];
  if (list.length === 0) return make('h3', { class: 'because faint' }, 'No line of the inputs found that causes this');
  return make(
    'h3',
    { class: 'because' },
    ...list
      .slice(0, 8)
      .map(({ place, href, message }) =>
        make(
          'span',
          { class: 'cause' },
          place === ''
            ? undefined
            : href === ''
              ? make('code', { class: 'place' }, place)
              : make('a', { href, rel: 'noreferrer' }, make('code', {}, place)),
          ' ',
          make('span', {}, message),
        ),
      ),
    list.length > 8 ? make('span', { class: 'faint' }, `and ${counted(list.length - 8, 'more line')}`) : undefined,
  );
};

export const groupOf = (index) => data.entries[index].noise || data.entries[index].causes;
