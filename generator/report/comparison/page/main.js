import { isOpen } from './entry.js';
import { chooseCluster, startFilter, turnNoise, uncover } from './filter.js';
import { goTo, goToEnd, list, renew, renewAll, step } from './list.js';
import { data, make, state } from './make.js';

const byId = (id) => document.getElementById(id);
const [form, words, beside, all, theme] = ['filter', 'words', 'beside', 'all', 'theme'].map(byId);

const isEmpty = data.entries.length + data.dangers.length === 0;
for (const id of isEmpty ? ['theme'] : ['filter', 'views', 'keys', 'unfold', 'theme'])
  if (byId(id) !== null) byId(id).hidden = false;

// Where a browser keeps nothing for a file, the choice is for as long as the page is open.
const keep = (name, value) => {
  try {
    localStorage.setItem(`espalier-${name}`, value);
  } catch {}
};
const kept = (name) => {
  try {
    return localStorage.getItem(`espalier-${name}`);
  } catch {
    return null;
  }
};

const dark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
const nameTheme = () => {
  theme.textContent = isDark() ? 'Light' : 'Dark';
  theme.setAttribute('aria-label', `Use ${isDark() ? 'light' : 'dark'} colours`);
};
if (['dark', 'light'].includes(kept('theme'))) document.documentElement.dataset.theme = kept('theme');
theme.addEventListener('click', () => {
  document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
  keep('theme', document.documentElement.dataset.theme);
  nameTheme();
});
dark.addEventListener('change', nameTheme);
nameTheme();

const setBeside = (isBeside) => {
  state.beside = isBeside;
  beside.setAttribute('aria-pressed', String(isBeside));
  list.classList.toggle('beside', isBeside);
};
beside.addEventListener('click', () => {
  setBeside(!state.beside);
  keep('beside', String(state.beside));
  renewAll();
});
setBeside(kept('beside') === 'true');

all.addEventListener('click', () => {
  state.all = !state.all;
  state.toggled.clear();
  all.setAttribute('aria-pressed', String(state.all));
  renewAll();
});

byId('more').addEventListener('click', ({ currentTarget }) => {
  const isExpanded = form.classList.toggle('expanded');
  currentTarget.setAttribute('aria-expanded', String(isExpanded));
});
form.addEventListener('submit', (event) => event.preventDefault());

for (const place of document.querySelectorAll('[data-cluster]')) {
  const { cluster } = place.dataset;
  const button = make(
    'button',
    { type: 'button', class: 'only', title: 'Only what concerns this cluster' },
    place.textContent,
  );
  button.addEventListener('click', () => chooseCluster(cluster));
  place.replaceWith(button);
}

const toggle = (index) => {
  if (!state.toggled.delete(index)) state.toggled.add(index);
  renew(index);
};
list.addEventListener('click', ({ target }) => {
  const entry = target.closest('.entry');
  if (entry === null) return;
  const index = Number(entry.dataset.index);
  state.current = index;
  if (target.closest('button.head') !== null) toggle(index);
});
list.addEventListener('focusin', ({ target }) => {
  const entry = target.closest('.entry');
  if (entry !== null) state.current = Number(entry.dataset.index);
});

const toCards = () => {
  const cards = [...document.querySelectorAll('.danger')].filter((card) => !card.hidden);
  const next = cards[cards.indexOf(document.activeElement) + 1] ?? cards[0];
  next?.setAttribute('tabindex', '-1');
  next?.focus();
};

const keys = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Home: () => goToEnd(false),
  End: () => goToEnd(true),
  '/': () => words.focus(),
  d: toCards,
};
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  const { key, target } = event;
  if (target === words && key === 'Escape') {
    // The first takes the words back, the next leaves.
    if (words.value !== '') return;
    event.preventDefault();
    words.blur();
    return;
  }
  if (target === words && (key === 'Enter' || key === 'ArrowDown')) {
    event.preventDefault();
    state.current = -1;
    step(1);
    return;
  }
  if (target.closest('input, select, textarea') !== null) return;
  // Arrows scroll the page as ever, but from change to change once one has the focus.
  if (key.length > 1 && target.closest('.entry') === null) return;
  if (keys[key] === undefined) return;
  event.preventDefault();
  keys[key]();
});

const byEntryId = new Map();
for (const [index, { id }] of data.entries.entries()) if (!byEntryId.has(id)) byEntryId.set(id, index);
const follow = () => {
  const [, id = ''] = /^#e-(.+)$/.exec(location.hash) ?? [];
  const index = byEntryId.get(id);
  if (index === undefined) return;
  uncover(index);
  if (!isOpen(index)) toggle(index);
  goTo(index, 'start');
};
addEventListener('hashchange', follow);
// A second click on the same link leads there as well.
document.addEventListener('click', ({ target }) => {
  if (target.closest?.('a[href^="#e-"]')?.hash === location.hash) follow();
});

startFilter();
if (data.entries.every(({ noise }) => noise !== '') && data.entries.length > 0) turnNoise(true);
follow();
// Where a browser looks for the place itself once all is there, it takes the focus away.
addEventListener('load', () => requestAnimationFrame(follow));
