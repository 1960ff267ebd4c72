import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Header, type HeaderData } from 'tar';
import type { Problem } from '../generator/model/problems.ts';
import type { Json } from '../generator/model/values.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A temporary folder with these files, gone after the test. */
export const folderWith = async (context: TestContext, files: Files): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'espalier-charts-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
};

/** The files below a folder. */
export const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));

/** The two files that make a chart. */
export const chartFiles = (name: string, version: string, values = '', metadata = ''): Files => ({
  'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\n${metadata}`,
  'values.yaml': values,
});

export interface TarEntry extends HeaderData {
  readonly path: string;
  readonly content?: string | Uint8Array;
  /** Changes the header behind the encoder's back; its checksum is right again afterwards. */
  readonly patch?: (header: Buffer) => void;
}

/** A gzipped tar archive with any entries, those included that no tar program would write. */
export const archiveOf = (entries: readonly TarEntry[], end: Uint8Array = Buffer.alloc(1024)): Buffer =>
  gzipSync(Buffer.concat([...entries.map(tarBlocks), end]));

/** Header and body of one entry. */
export const tarBlocks = ({ content = '', patch, ...header }: TarEntry): Buffer => {
  const body = Buffer.from(content);
  const block = Buffer.alloc(512);
  new Header({ mode: 0o644, size: body.length, type: 'File', mtime: new Date(0), ...header }).encode(block);
  if (patch !== undefined) {
    patch(block);
    const sum = block.fill(' ', 148, 156).reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  }
  return Buffer.concat([block, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
};

/** A chart archive as `helm package` writes one. */
export const chartArchive = (top: string, files: Files): Buffer =>
  archiveOf(Object.entries(files).map(([path, content]) => ({ path: `${top}/${path}`, content })));

/** Code and place of each problem: `code file:line:column`. */
export const told = (problems: readonly Problem[]): readonly string[] =>
  problems.map(({ code, at, file }) => {
    const place = at === undefined ? (file ?? '') : `${at.file}:${at.line}:${at.column}`;
    return `${code} ${place}`.trim();
  });

/** A copy with ordinary objects, since contracts hold objects without a prototype. */
export const plainly = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
