import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'tar';
import { parse } from 'yaml';

/** The charts that are published; those of the fixture's own repository lie there. */
const charts = new URL('charts/', import.meta.url).pathname;

export interface Published {
  readonly name: string;
  readonly version: string;
  readonly archive: string;
  /** The same, unpacked. */
  readonly folder: string;
}

/** Puts a chart under a version. Its bytes are the same in every run: a lock names them. */
export const packChart = (
  name: string,
  version: string,
  to: string,
  change: (folder: string) => void = () => undefined,
): Published => {
  const parent = join(to, `${name}-${version}`);
  const folder = join(parent, name);
  cpSync(join(charts, name), folder, { recursive: true });
  const chartFile = join(folder, 'Chart.yaml');
  writeFileSync(chartFile, readFileSync(chartFile, 'utf8').replace(/^version: .*$/m, `version: ${version}`));
  change(folder);
  mkdirSync(to, { recursive: true });
  const archive = join(to, `${name}-${version}.tgz`);
  const files = readdirSync(parent, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(parent.length + 1))
    .sort();
  create({ file: archive, cwd: parent, sync: true, gzip: true, portable: true, mtime: new Date(0) }, files);
  return { name, version, archive, folder };
};

/** Writes the index of a chart repository over the archives in its folder. */
export const writeIndex = (folder: string, published: readonly Published[]): string => {
  const entries: Record<string, unknown[]> = {};
  for (const { name, version, archive } of published) {
    const content = readFileSync(archive);
    entries[name] ??= [];
    entries[name].push({
      ...chartFields(name),
      version,
      urls: [`${name}-${version}.tgz`],
      digest: createHash('sha256').update(content).digest('hex'),
      created: '2026-01-01T00:00:00Z',
    });
  }
  const file = join(folder, 'index.yaml');
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', entries, generated: '2026-01-01T00:00:00Z' }, undefined, 2));
  return file;
};

const chartFields = (name: string): Record<string, unknown> =>
  parse(readFileSync(join(charts, name, 'Chart.yaml'), 'utf8')) as Record<string, unknown>;
