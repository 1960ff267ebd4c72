/**
 * What went wrong: `chart` (it cannot be loaded), `dependencies`, `release` (its name), `kube-version`, `values`, `schema` (values.schema.json refuses the
 * values), `template` (it does not parse or fails), `yaml` (what it gave is none), `time`, `stopped` (out of memory, or of stack), `request` (a bug here).
 */
export type ErrorKind =
  | 'chart'
  | 'dependencies'
  | 'release'
  | 'kube-version'
  | 'values'
  | 'schema'
  | 'template'
  | 'yaml'
  | 'time'
  | 'stopped'
  | 'request';

interface Told {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly template?: string;
  readonly line?: number;
}

export class HelmError extends Error {
  override readonly name = 'HelmError';
  readonly kind: ErrorKind;
  /** `CHART/templates/FILE`, where one is at fault. */
  readonly template: string | undefined;
  /** In the template; of a `yaml` error, in what it gave. From 1. */
  readonly line: number | undefined;

  constructor({ kind, message, template, line }: Told) {
    super(message);
    this.kind = kind;
    this.template = template;
    this.line = line;
  }
}
