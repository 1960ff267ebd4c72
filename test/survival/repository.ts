import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runWithoutValidator } from './run.ts';

/** How large a repository is: releases = clusters × services. */
export interface Size {
  readonly clusters: number;
  readonly services: number;
}

/** How many states of one repository there are; each differs from the others in what it changes, adds and removes. */
export const states = 3;

const chart: Readonly<Record<string, string>> = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'replicas: 1\nimage: { tag: v1 }\nextra: {}\n',
  'espalier.yaml': 'repository: { url: https://git.example.com/platform.git, branch: main }\n',
};

const service = (index: number, state: number): string => `  service-${index}:
    chart: { path: charts/web }
    namespace: ns-${index}
    values:
      replicas: ${index % 3 === state ? 5 : 2}
      image: { tag: v${index % 5 === 0 ? state : 9} }
      extra: { cluster: "\${cluster.name}", text: ${'x'.repeat(20 * (index % 7))}t${index % 2 === 0 ? state : ''} }
`;

/** Of every ten services, state s goes without one; so it does of the clusters. */
const has = (index: number, state: number): boolean => index % 10 !== state;

/** The inputs of one state, but for the lock. Argo CD and Flux take turns among the clusters. */
const inputs = ({ clusters, services }: Size, state: number): ReadonlyMap<string, string> => {
  const numbers = (count: number): readonly number[] => [...Array(Math.ceil((count * 10) / 9)).keys()];
  const environment = numbers(services).filter((index) => has(index, state));
  const files = numbers(clusters).filter((index) => has(index, state));
  return new Map([
    ['environments/production.yaml', `services:\n${environment.map((index) => service(index, state)).join('')}`],
    ...files.map((index): [string, string] => [
      `clusters/c${index}.yaml`,
      `environment: production\ncontroller: ${index % 2 === 0 ? 'argocd' : 'flux'}\nkubernetes: "1.34"\n`,
    ]),
  ]);
};

const write = (root: string, files: Iterable<readonly [string, string]>): void => {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
};

/** Takes the repository's inputs to a state, as `git checkout` would. */
export const checkOut = (root: string, size: Size, state: number): void => {
  rmSync(join(root, 'clusters'), { recursive: true, force: true });
  write(root, inputs(size, state));
};

/** Writes the repository's inputs in state 0, but for the lock. */
export const writeRepository = (root: string, size: Size): void => {
  write(root, Object.entries(chart));
  checkOut(root, size, 0);
};

/** Makes the repository in state 0, with its lock and without `out/`. */
export const makeRepository = async (root: string, size: Size): Promise<void> => {
  writeRepository(root, size);
  await runWithoutValidator(root, ['lock']);
};
