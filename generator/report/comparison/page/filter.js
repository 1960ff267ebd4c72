import { isShown, showEntries } from './list.js';
import { data, state } from './make.js';

// Which changes and dangers are looked at.
const inputs = Object.fromEntries(
  ['words', 'cluster', 'service', 'danger', 'noise'].map((id) => [id, document.getElementById(id)]),
);
const [count, clear, unfold, noDangers] = ['count', 'clear', 'unfold', 'no-dangers'].map((id) =>
  document.getElementById(id),
);
const cards = [...document.querySelectorAll('.danger')];
const cardTexts = cards.map((card) => card.textContent.toLowerCase());
const sets = data.sets.map(({ clusters }) => new Set(clusters));

// All that an entry shows, once it is searched for the first time.
const texts = [];
const textOf = (index) => {
  texts[index] ??= written(data.entries[index]).toLowerCase();
  return texts[index];
};

const written = ({ what, was, service, set, objects, fields, contents, causes, dangers, noise, action }) =>
  [
    action,
    what,
    was,
    service,
    noise,
    ...data.sets[set].clusters.map((cluster) => data.clusters[cluster]),
    ...objects.flat(),
    ...fields.flatMap(({ path, before, after, note = '', lines }) => [
      path,
      before?.join('') ?? '',
      after?.join('') ?? '',
      note,
      ...(lines ?? []).map(([, pieces]) => pieces.join('')),
    ]),
    ...contents.flatMap(({ what: name, lines }) => [name, ...lines]),
    ...data.causes[causes].flatMap(({ place, message }) => [place, message]),
    ...dangers.map((card) => data.dangers[card].kind),
  ].join('\n');

const codeOf = (card) => data.dangers[card].kind.split(' ')[1];

const wanted = () => ({
  words: inputs.words.value.toLowerCase().split(/\s+/).filter(Boolean),
  cluster: inputs.cluster.value === '' ? undefined : Number(inputs.cluster.value),
  service: inputs.service.value === '' ? undefined : Number(inputs.service.value),
  danger: inputs.danger.value,
});

const fits = ({ set, services }, { cluster, service }) =>
  (cluster === undefined || sets[set].has(cluster)) && (service === undefined || services.includes(service));

const isDangerous = ({ dangers }, danger) =>
  danger === '' || (danger === '*' ? dangers.length > 0 : dangers.some((card) => codeOf(card) === danger));

const hasWords = (text, words) => words.every((word) => text.includes(word));

export const filter = () => {
  const want = wanted();
  const isNoisy = inputs.noise?.checked === true;
  const shown = [];
  let all = 0;
  for (const [index, entry] of data.entries.entries()) {
    if (entry.noise !== '' && !isNoisy) continue;
    all++;
    if (!fits(entry, want) || !isDangerous(entry, want.danger)) continue;
    if (want.words.length === 0 || hasWords(textOf(index), want.words)) shown.push(index);
  }
  showEntries(shown);
  const isNarrow =
    want.words.length > 0 || want.cluster !== undefined || want.service !== undefined || want.danger !== '';
  const [some, total] = [shown.length, all].map((number) => number.toLocaleString('en-US'));
  count.value = shown.length === all ? `${total}` : `${some} of ${total}`;
  clear.hidden = !isNarrow;
  let left = 0;
  for (const [card, element] of cards.entries()) {
    const isWanted =
      fits(data.dangers[card], want) &&
      (want.danger === '' || want.danger === '*' || codeOf(card) === want.danger) &&
      hasWords(cardTexts[card], want.words);
    if (element.hidden === isWanted) element.hidden = !isWanted;
    if (isWanted) left++;
  }
  if (noDangers !== null) noDangers.hidden = left > 0;
  if (unfold !== null) unfold.textContent = isNoisy ? 'Fold' : 'Show';
};

export const clearFilter = () => {
  for (const input of [inputs.words, inputs.cluster, inputs.service, inputs.danger]) input.value = '';
  filter();
};

export const chooseCluster = (cluster) => {
  inputs.cluster.value = inputs.cluster.value === cluster ? '' : cluster;
  filter();
};

export const turnNoise = (isShownNow) => {
  if (inputs.noise === null) return;
  inputs.noise.checked = isShownNow;
  filter();
};

// Whatever hides a change that a link leads to is taken back.
export const uncover = (index) => {
  if (data.entries[index].noise !== '' && inputs.noise?.checked !== true) turnNoise(true);
  if (!isShown(index)) clearFilter();
};

let waiting;
const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(filter, data.entries.length > 2000 ? 120 : 0);
};

export const startFilter = () => {
  inputs.words.addEventListener('input', soon);
  for (const name of ['cluster', 'service', 'danger', 'noise']) inputs[name]?.addEventListener('change', filter);
  clear.addEventListener('click', () => {
    clearFilter();
    inputs.words.focus();
  });
  unfold?.addEventListener('click', () => turnNoise(!inputs.noise.checked));
  state.current = -1;
  filter();
};
