import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeConflict } from '../generator/write/conflict.ts';
import { written } from './write-fixture.ts';

const path = 'out/eu/root/application-web.yaml';
const body = (replicas: number, memory: string): string => `replicas: ${replicas}\na: 1\nb: 2\nmemory: ${memory}\n`;
const lines = (text: string): readonly string[] => text.split(/(?<=\n)/);
const digestLine = (text: string): string => lines(text).find((line) => line.includes('sha256')) ?? '';
const head = (text: string): string => text.slice(0, text.indexOf('# sha256'));

const hunk = (ours: string, theirs: string, base?: string): string =>
  `<<<<<<< HEAD\n${ours}${base === undefined ? '' : `||||||| 1234567\n${base}`}=======\n${theirs}>>>>>>> branch\n`;

const left = written(path, body(3, '1Gi'));
const right = written(path, body(5, '1Gi'));

/** As Git merges two that changed the first line of the body. */
const merged = (ours: string, theirs: string): string =>
  head(ours) +
  hunk(digestLine(ours) + (lines(ours)[3] ?? ''), digestLine(theirs) + (lines(theirs)[3] ?? '')) +
  lines(ours).slice(4).join('');

test('both sides ours, in one hunk, with the base between them, and with converted line ends', () => {
  const base = written(path, body(1, '1Gi'));
  for (const text of [
    merged(left, right),
    hunk(left, right),
    hunk(left, right, base),
    hunk(left, right).replaceAll('\n', '\r\n'),
    head(left) + hunk(left.slice(head(left).length), right.slice(head(right).length)),
  ])
    assert.equal(judgeConflict(text, undefined), 'ours');
});

test('a side that was edited by hand', () => {
  const edited = left.replace('replicas: 3', 'replicas: 99');
  for (const wanted of [undefined, right, left]) {
    assert.equal(judgeConflict(hunk(edited, right), wanted), 'edited');
    assert.equal(judgeConflict(hunk(left, edited), wanted), 'edited');
  }
});

test('a side without our header, or none with it', () => {
  assert.equal(judgeConflict(hunk(left, 'replicas: 3\n'), left), 'edited');
  assert.equal(judgeConflict(hunk('', left), left), 'edited');
  assert.equal(judgeConflict(hunk('a: 1\n', 'a: 2\n'), left), undefined);
});

/** Ours changed the memory, theirs the replicas: Git leaves markers around the digests and takes over both. */
const ours = written(path, body(1, '2Gi'));
const theirs = written(path, body(5, '1Gi'));
const both = body(5, '2Gi');
const takenOver = head(ours) + hunk(digestLine(ours), digestLine(theirs)) + both;

test('what Git took over from either side is ours where it would be written now', () => {
  assert.equal(judgeConflict(takenOver, written(path, both)), 'ours');
});

test('what neither side would write is an edit', () => {
  assert.equal(judgeConflict(takenOver.replace('b: 2', 'b: 99'), written(path, both)), 'edited');
  assert.equal(judgeConflict(takenOver, undefined), 'edited');
});

test('a line between the markers that nobody would write now is an edit, below whatever header', () => {
  const conflict = (inOurs: string): string =>
    head(ours) +
    hunk(digestLine(ours), digestLine(theirs)) +
    hunk(inOurs, 'replicas: 5\n') +
    'a: 1\nb: 2\nmemory: 2Gi\n';
  assert.equal(judgeConflict(conflict('replicas: 5\nmemory: 2Gi\n'), written(path, both)), 'ours');
  assert.equal(judgeConflict(conflict('replicas: 5\nhand: edited\n'), written(path, both)), 'edited');
  assert.equal(judgeConflict(conflict('# by hand\n'), written(path, both)), 'edited');
});

test('one digest for both sides cannot be right for both bodies', () => {
  const text = head(left) + digestLine(left) + hunk('replicas: 3\n', 'replicas: 99\n') + lines(left).slice(4).join('');
  assert.equal(judgeConflict(text, left), 'edited');
});

test('no markers, or markers that do not end, are no conflict', () => {
  assert.equal(judgeConflict(left, left), undefined);
  assert.equal(judgeConflict(`${left}=======\n>>>>>>> x\n`, left), undefined);
  assert.equal(judgeConflict(`<<<<<<< HEAD\n${left}`, left), undefined);
  assert.equal(judgeConflict(`<<<<<<< HEAD\n${left}=======\n${right}`, left), undefined);
});
