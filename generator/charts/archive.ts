import { gunzipSync } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { problem } from '../problem.ts';
import type { ChartFiles, Reading } from './chart.ts';
import { limits, spend } from './chart.ts';

/** What tar adds to the files: a header and padding for each. */
const tarBytes = limits.chartBytes + limits.files * 2048;

/**
 * The files of a chart archive (`.tgz`), without its top folder; undefined where it is broken, too large, or hostile:
 * links, devices, paths that leave the top folder, and two files of one path are refused. Nothing is written to disk.
 */
export const unpackArchive = (bytes: Uint8Array, place: string, reading: Reading): ChartFiles | undefined => {
  const refuse = (what: string): undefined => {
    reading.problems.push(
      problem('chart-invalid', `${place} ${what}.`, { file: place, fix: 'Download the archive again, or mend it.' }),
    );
  };
  let tar: Buffer;
  try {
    tar = gunzipSync(bytes, { maxOutputLength: tarBytes });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    return refuse(tooLarge ? 'unpacks to more than Helm takes' : 'is not a whole gzip archive');
  }
  const files = new Map<string, Uint8Array>();
  let wrong: string | undefined;
  const parser = new Parser({
    strict: true,
    gzip: false,
    brotli: false,
    zstd: false,
    maxMetaEntrySize: 64 * 1024,
    onReadEntry: (entry) => {
      wrong ??= takeEntry(entry, files, reading);
      if (wrong !== undefined) entry.resume();
    },
  });
  parser.on('error', (error: Error) => {
    wrong ??= `is not a whole tar archive (${error.message.slice(0, 100)})`;
  });
  parser.end(tar);
  return wrong === undefined ? files : refuse(wrong);
};

const takeEntry = (entry: ReadEntry, files: Map<string, Uint8Array>, reading: Reading): string | undefined => {
  const shown = JSON.stringify(entry.path.slice(0, 200));
  if (entry.type === 'Directory') {
    entry.resume();
    return undefined;
  }
  if (entry.type !== 'File' && entry.type !== 'OldFile' && entry.type !== 'ContiguousFile')
    return `holds a ${entry.type} (${shown})`;
  const path = pathInside(entry.path);
  if (path === undefined) return `holds a file outside its folder (${shown})`;
  if (files.has(path)) return `holds ${shown} twice`;
  const tooLarge = spend(reading.budget, entry.size);
  if (tooLarge !== undefined) return `holds ${shown}, which ${tooLarge}`;
  const content = Buffer.alloc(entry.size);
  let filled = 0;
  entry.on('data', (chunk: Buffer) => {
    filled += chunk.copy(content, filled);
  });
  files.set(path, content);
  return undefined;
};

/** The path without the top folder. Only plain segments: `..`, a backslash, a drive or a NUL have no place there. */
const pathInside = (path: string): string | undefined => {
  const [top, ...rest] = path.split('/');
  const plain = rest.length > 0 && rest.length <= limits.folders && rest.every(isPlain);
  return top === undefined || top === '' || top === '..' || !plain ? undefined : rest.join('/');
};

const isPlain = (segment: string): boolean =>
  segment !== '' && segment !== '.' && segment !== '..' && !/[\\:\0]/.test(segment);
