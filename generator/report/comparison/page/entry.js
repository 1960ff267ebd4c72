import { contentOf, fieldOf, more } from './fields.js';
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
          [
            namespace === '' ? '' : `in ${namespace}`,
            services.length > 1 ? service : '',
            set === all ? '' : namesOf(set),
          ]
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
      [
        ...(objects.length > 1 ? [counted(objects.length, 'object')] : []),
        counted(data.sets[all].clusters.length, 'cluster'),
      ].join(' on '),
    ),
    make('p', { class: 'faint' }, namesOf(all)),
    objects.length > 1 ? make('ul', {}, ...items) : undefined,
    more(objects.length - mostObjects, 'more object'),
  );
};

const namesOf = (set) => data.sets[set].clusters.map((cluster) => data.clusters[cluster]).join(', ');

const chipsOf = (set) => data.sets[set].chips.map((chip) => make('span', { class: 'chip', title: namesOf(set) }, chip));

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

const placeOf = ({ service, objects }) =>
  objects.length === 1 && objects[0][1] !== '' && objects[0][1] !== service
    ? `${service} in ${objects[0][1]}`
    : service;

const badge = (card) => {
  const [severity, code] = data.dangers[card].kind.split(' ');
  return make('a', { class: `badge ${severity}`, href: `#d-${card}` }, code);
};

const aside = ({ fields, contents, isValues, was, hiddenFields }, open) =>
  [
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
      make('span', { class: 'service' }, placeOf(entry)),
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
