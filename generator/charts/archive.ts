import { gunzipSync } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { problem } from '../problem.ts';
import type { ChartFiles, Reading } from './chart.ts';
import { limits, spend } from './chart.ts';

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
  const { budget } = reading;
  if (budget.unpacked < 1) return refuse(tooMuch);
  let tar: Buffer;
  try {
    tar = gunzipSync(bytes, { maxOutputLength: budget.unpacked });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    return refuse(tooLarge ? tooMuch : 'is not a whole gzip archive');
  }
  budget.unpacked -= tar.length;
  const files = new Map<string, Uint8Array>();
  let wrong: string | undefined;
  /** Nothing more is read once something is wrong. */
  const count = (found: string | undefined): void => {
    budget.entries -= 1;
    wrong ??= budget.entries < 0 ? `holds more than ${limits.entries} entries` : found;
    if (wrong !== undefined) parser.abort(new Error(wrong));
  };
  const parser: Parser = new Parser({
    strict: true,
    gzip: false,
    brotli: false,
    zstd: false,
    maxMetaEntrySize: 64 * 1024,
    onReadEntry: (entry) => {
      const found = takeEntry(entry, files, reading);
      if (found !== undefined) entry.resume();
      count(found);
    },
  });
  for (const event of ['meta', 'ignoredEntry'] as const) parser.on(event, () => count(undefined));
  parser.on('error', (error: Error) => {
    wrong ??= `is not a whole tar archive (${error.message.slice(0, 100)})`;
  });
  parser.end(tar);
  return wrong === undefined ? files : refuse(wrong);
};

const tooMuch = 'unpacks to more than Helm takes';

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
