import { entryOf, groupOf, headingOf, heightOf } from './entry.js';
import { state } from './make.js';

// The changes, in chunks: those out of sight are boxes of the height that they had, so that ten thousand scroll like ten.
const ofChunk = 20;
const few = 300;
const headingHeight = 56;
export const list = document.getElementById('list');
let shown = [];
let chunks = [];
const places = new Map();

const guess = ({ from, to }) => {
  let height = 0;
  for (let at = from; at < to; at++) height += heightOf(shown[at]) + (startsGroup(at) ? headingHeight : 0);
  return height;
};

const startsGroup = (at) => at === 0 || groupOf(shown[at - 1]) !== groupOf(shown[at]);

const fill = (chunk) => {
  if (chunk.isFull) return;
  const children = [];
  for (let at = chunk.from; at < chunk.to; at++) {
    if (startsGroup(at)) children.push(headingOf(shown[at]));
    children.push(entryOf(shown[at]));
  }
  chunk.box.replaceChildren(...children);
  chunk.box.style.removeProperty('height');
  chunk.isFull = true;
};

const empty = (chunk) => {
  if (!chunk.isFull || chunk.box.contains(document.activeElement)) return;
  chunk.box.style.setProperty('height', `${chunk.box.offsetHeight}px`);
  chunk.box.replaceChildren();
  chunk.isFull = false;
};

const watcher = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      const chunk = chunks[Number(target.dataset.chunk)];
      if (chunk === undefined || chunk.box !== target) continue;
      if (isIntersecting) fill(chunk);
      else empty(chunk);
    }
  },
  { rootMargin: '1500px 0px' },
);

export const showEntries = (indexes) => {
  shown = indexes;
  places.clear();
  for (const [place, index] of shown.entries()) places.set(index, place);
  watcher.disconnect();
  // What is short is there as a whole: to be found by the browser, and printed.
  const isWhole = shown.length <= few;
  chunks = [];
  for (let from = 0; from < shown.length; from += ofChunk) {
    const box = document.createElement('div');
    box.dataset.chunk = String(chunks.length);
    const chunk = { box, from, to: Math.min(shown.length, from + ofChunk), isFull: false };
    box.style.setProperty('height', `${guess(chunk)}px`);
    chunks.push(chunk);
  }
  list.replaceChildren(...chunks.map(({ box }) => box));
  for (const chunk of chunks) {
    if (isWhole) fill(chunk);
    else watcher.observe(chunk.box);
  }
  // What is seen first is there in the first picture already.
  if (chunks[0] !== undefined) fill(chunks[0]);
};

export const elementOf = (index) => {
  const place = places.get(index);
  if (place === undefined) return undefined;
  const chunk = chunks[Math.floor(place / ofChunk)];
  fill(chunk);
  return chunk.box.querySelector(`[data-index="${index}"]`);
};

export const isShown = (index) => places.has(index);

const headOf = (element) => element.querySelector('.head');

// Another look of one change, or of all; what has the focus keeps it.
export const renew = (index) => {
  const old = elementOf(index);
  if (old === undefined) return;
  const hadFocus = old.contains(document.activeElement);
  const now = entryOf(index);
  old.replaceWith(now);
  mark(index);
  if (hadFocus) headOf(now).focus({ preventScroll: true });
};

export const renewAll = () => {
  const first = [...list.querySelectorAll('.entry')].find((element) => element.getBoundingClientRect().bottom > 120);
  showEntries(shown);
  if (first !== undefined) settle(Number(first.dataset.index), 'start', window.scrollY > list.offsetTop);
};

const mark = (index) => {
  list.querySelector('.current')?.classList.remove('current');
  if (state.current === index) elementOf(index)?.classList.add('current');
};

// What lies above may turn out to be higher or lower than it was guessed: where it is then is looked at once more.
const settle = (index, block, isMoved = true) => {
  if (!isMoved) return;
  elementOf(index)?.scrollIntoView({ block });
  requestAnimationFrame(() => requestAnimationFrame(() => elementOf(index)?.scrollIntoView({ block })));
};

export const goTo = (index, block = 'nearest') => {
  const element = elementOf(index);
  if (element === undefined) return;
  state.current = index;
  mark(index);
  headOf(element).focus({ preventScroll: true });
  settle(index, block);
};

// From the change that has the focus, else from the first in sight.
export const step = (by) => {
  const place = places.get(state.current);
  const next = place === undefined ? (by > 0 ? 0 : shown.length - 1) : place + by;
  if (shown[next] !== undefined) goTo(shown[next]);
};

export const goToEnd = (isLast) => {
  const index = isLast ? shown.at(-1) : shown[0];
  if (index !== undefined) goTo(index);
};
