import { type Command, Option } from 'commander';
import type { Selection } from '../report/matrix/select.ts';
import { type Common, command, common, repeatable } from './command.ts';

type MatrixFormat = 'table' | 'markdown' | 'html';

export type RunMatrix = (
  path: string | undefined,
  selection: Selection,
  format: MatrixFormat,
  options: Common,
) => Promise<void>;

interface Flags {
  readonly service: readonly string[];
  readonly environment: readonly string[];
  readonly cluster: readonly string[];
  readonly format: MatrixFormat;
}

export const addMatrix = (root: Command, run: RunMatrix): void => {
  const options = [
    repeatable('--service <NAME>', 'which of its values differ; with PATH, only this service'),
    repeatable('--environment <NAME>', 'only clusters of this environment'),
    repeatable('--cluster <NAME>', 'only this cluster'),
    new Option('--format <FORMAT>', 'how to print it: table, markdown or html')
      .choices(['table', 'markdown', 'html'])
      .default('table')
      .conflicts('json'),
  ];
  const named = command(root, 'matrix', 'show services against clusters: versions, or what differs', options, [
    'espalier matrix                               which cluster has which version',
    'espalier matrix --service mimir-distributed   which of its values differ',
    'espalier matrix ingester.replicas             the value of a path everywhere',
    String.raw`espalier matrix 'nodeSelector.kubernetes\.io/os'   a dot in a key, as for helm --set`,
    'espalier matrix --format html > matrix.html   one page, no network needed',
  ]).argument('[PATH]', 'a path of values: a.b[0], or the JSON pointer /a/b/0');
  named.action((path: string | undefined, { service, environment, cluster, format }: Flags) =>
    run(path, { services: service, environments: environment, clusters: cluster }, format, common(named)),
  );
};
