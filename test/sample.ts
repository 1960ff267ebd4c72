import assert from 'node:assert/strict';

const withoutTimes = (text: string): readonly string[] =>
  text
    .replaceAll(/[\d.]+ m?s$/gm, '0 ms')
    .split('\n')
    .filter((line) => line !== '');

/** Holds that a document's sample is what was printed, in this order, with nothing between but where the sample says `…`. */
export const assertShows = (sample: string, printed: string): void => {
  const seen = withoutTimes(printed);
  const told = withoutTimes(sample);
  assert(told.some((line) => line !== '…'));
  let from = 0;
  let maySkip = true;
  for (const line of told) {
    if (line === '…') {
      maySkip = true;
      continue;
    }
    const at = seen.indexOf(line, from);
    assert.notEqual(at, -1, `${line}\nis not in\n${seen.join('\n')}`);
    assert(maySkip || at === from, `${line}\ncomes later in\n${seen.join('\n')}`);
    from = at + 1;
    maySkip = false;
  }
};
