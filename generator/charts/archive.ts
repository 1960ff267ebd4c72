import { gunzipSync } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { problem } from '../problem.ts';
import type { ChartFiles, Reading } from './chart.ts';
import { limits, spend } from './chart.ts';

/**
 * The files of a chart archive (`.tgz`), without its top folder; undefined where it is broken, too large, or hostile:
 * links, devices, paths that leave the top folder, names that deceive, two files of one path, and whatever Helm would read
 * as something else are refused. Nothing is written to disk.
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
  // The parser would go on unpacking, and knows of no bounds.
  if (compressed.some((magic) => tar.subarray(0, magic.length).equals(magic))) return refuse('is compressed twice');
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
  parser.on('meta', (text: string) =>
    count(isAmbiguous(text) ? 'holds a header that tar programs take differently' : undefined),
  );
  // Helm reads some of them as files.
  parser.on('ignoredEntry', ({ type }: ReadEntry) => count(`holds a ${type} that nobody needs`));
  parser.on('error', (error: Error) => {
    wrong ??= `is not a whole tar archive (${error.message.slice(0, 100)})`;
  });
  parser.end(tar);
  wrong ??= fileAsFolder(files);
  return wrong === undefined ? files : refuse(wrong);
};

/** How gzip and zstd begin. */
const compressed = [Buffer.of(0x1f, 0x8b), Buffer.of(0x28, 0xb5, 0x2f, 0xfd)];

const tooMuch = 'unpacks to more than Helm takes';

const takeEntry = (entry: ReadEntry, files: Map<string, Uint8Array>, reading: Reading): string | undefined => {
  const shown = quoted(entry.path);
  if (entry.type === 'Directory') {
    entry.resume();
    return undefined;
  }
  if (entry.type !== 'File' && entry.type !== 'OldFile' && entry.type !== 'ContiguousFile')
    return `holds a ${entry.type} (${shown})`;
  const path = pathInside(entry.path);
  if (path === undefined) return `holds a file outside its folder (${shown})`;
  if (path.length > limits.pathLength || deceives.test(entry.path))
    return `holds a file with a name that misleads (${shown})`;
  // Helm's reader does not apply what is said of all files.
  if (entry.globalExtended?.size !== undefined || !Number.isSafeInteger(entry.size))
    return `holds ${shown} with a size that is none`;
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
  return top === undefined || !(top === '.' || isPlain(top)) || !plain ? undefined : rest.join('/');
};

/** Line ends, what a terminal acts on, what turns the direction of a text around; and what stands for bytes that are no UTF-8. */
const deceives = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/u;

const quoted = (path: string): string =>
  JSON.stringify(path.slice(0, 200)).replaceAll(
    new RegExp(deceives, 'gu'),
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

/** A path that is a file and has others below it: which of both counts depends on who reads. */
const fileAsFolder = (files: ChartFiles): string | undefined => {
  for (const path of files.keys())
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
      if (files.has(path.slice(0, end))) return `holds ${quoted(path.slice(0, end))} as a file and as a folder`;
  return undefined;
};

/**
 * Whether a pax header says something else to who reads it line by line, as is done here, than to who goes by the lengths,
 * as Go does: a record with a line end in it may hold another record. And sparse files, of which only Go knows.
 */
const isAmbiguous = (text: string): boolean => {
  const lines = text.replace(/\n$/, '').split('\n');
  const records = lines.filter((line) => Number.parseInt(line, 10) === Buffer.byteLength(line) + 1);
  const telling = records.filter((line) => /^\d+ (path|linkpath|size|GNU\.sparse\..*)=/.test(line));
  return telling.some((line) => line.includes(' GNU.')) || (records.length < lines.length && telling.length > 0);
};

const isPlain = (segment: string): boolean =>
  segment !== '' && segment !== '.' && segment !== '..' && !/[\\:\0]/.test(segment);
