import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A way to render a chart. */
export interface Variant {
  /** `defaults`, or a file's name. */
  readonly name: string;
  /** The file of its values; absent for the defaults. */
  readonly file?: string;
}

/** A chart folder at its defaults, and with each of its `ci/*-values.yaml`. */
export const variantsOf = (folder: string): readonly Variant[] => {
  const ci = join(folder, 'ci');
  const files = existsSync(ci) ? readdirSync(ci).filter((file) => file.endsWith('-values.yaml')) : [];
  return [{ name: 'defaults' }, ...files.sort().map((name) => ({ name, file: join(ci, name) }))];
};

export const valuesOf = ({ file }: Variant): string => (file === undefined ? '' : readFileSync(file, 'utf8'));

/** Of its Chart.yaml. */
export const versionOf = (folder: string): string =>
  /^version: *["']?([^"'\s]+)/m.exec(readFileSync(join(folder, 'Chart.yaml'), 'utf8'))?.[1] ?? '';
