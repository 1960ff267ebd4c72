import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { buildInto } from '../../build.ts';
import type { ApiObject } from './api.ts';
import type { Certificates } from './control-plane.ts';
import { type Published, packChart, writeIndex } from './publish.ts';
import { origin } from './server.ts';

const execute = promisify(execFile);
const built = '.e2e';
const cli = new URL(`../../${built}/cli.js`, import.meta.url).pathname;
const fixture = new URL('fixture/', import.meta.url).pathname;

/** New content of a file, what becomes of its old content, or null to remove it. */
export type Edits = Readonly<Record<string, string | null | ((text: string) => string)>>;

/** Where charts are published: chart repositories and the registry. */
type Shelf = ChartRepository | 'registry';

/**
 * Chart repositories. One has a password, and one is for a cluster that gives its source up: all clusters share an API server here, and
 * with it the source of each repository.
 */
const chartRepositories = ['charts', 'private', 'leaving'] as const;
type ChartRepository = (typeof chartRepositories)[number];

export interface RenderedRelease {
  readonly service: string;
  readonly namespace: string;
  readonly objects: readonly { readonly object: ApiObject }[];
}

/** How a change is made. */
interface Making {
  /** For `generate`. */
  readonly flags?: readonly string[];
  /** Whether charts are asked for that the lock has not: then it is brought up first. */
  readonly charts?: boolean;
  /** What happens between `generate` and the commit. */
  readonly after?: () => void;
}

/** The repository that the controllers read, as a person works with it: edit, generate, commit, push. */
export class Repository {
  readonly folder: string;
  /** Called after each push with the paths that it touches: what a webhook would do. */
  onPush: (touched: readonly string[]) => Promise<void> = async () => undefined;
  readonly #www: string;
  readonly #environment: NodeJS.ProcessEnv;
  /** What `lock` is told of charts in the registry: `NAME@VERSION=DIGEST`. */
  readonly digests: string[] = [];
  readonly #published: Record<Shelf, Published[]> = {
    charts: [],
    private: [],
    leaving: [],
    registry: [],
  };
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, www: string, { ca }: Certificates) {
    this.folder = folder;
    this.#www = www;
    this.#environment = {
      ...process.env,
      GIT_SSL_CAINFO: ca,
      NODE_EXTRA_CA_CERTS: ca,
      GIT_CONFIG_GLOBAL: '/dev/null',
      XDG_CACHE_HOME: join(folder, '..', 'cache'),
      ...Object.fromEntries(
        ['AUTHOR', 'COMMITTER'].flatMap((who) => [
          [`GIT_${who}_NAME`, 'e2e'],
          [`GIT_${who}_EMAIL`, 'e2e@localhost'],
        ]),
      ),
    };
  }

  /** Lays out the fixture and pushes it for the first time. */
  async create(): Promise<void> {
    await buildInto(built, ['generator/cli.ts']);
    const bare = join(this.#www, 'git', 'fixture.git');
    cpSync(fixture, this.folder, { recursive: true });
    mkdirSync(bare, { recursive: true });
    await this.#git(bare, 'init', '-q', '--bare', '-b', 'main');
    await this.#git(bare, 'config', 'http.receivepack', 'true');
    await this.#git(this.folder, 'init', '-q', '-b', 'main');
    await this.#git(this.folder, 'remote', 'add', 'origin', `${origin}/git/fixture.git`);
    await this.change('The fixture', {}, { charts: true });
  }

  /** Adds a version of a chart to a chart repository, or to the folder of what a registry gets. */
  publish(name: string, version: string, to: Shelf = 'charts'): Published {
    const folder = join(this.#www, to);
    const published = packChart(name, version, folder);
    this.#published[to].push(published);
    if (to !== 'registry') writeIndex(folder, this.#published[to]);
    return published;
  }

  /** Edits, generates, commits and pushes, one such change after the other. Returns the paths that the commit touches. */
  change(
    subject: string,
    edits: Edits,
    { flags = [], charts = false, after = () => undefined }: Making = {},
  ): Promise<readonly string[]> {
    const result = this.#last.then(async () => {
      this.#edit(edits);
      if (charts || Object.keys(edits).some((path) => path.startsWith('charts/'))) await this.#lock();
      await this.#espalier('generate', ...flags);
      after();
      await this.#git(this.folder, 'add', '-A');
      await this.#git(this.folder, 'commit', '-q', '-m', subject);
      await this.#git(this.folder, 'push', '-q', 'origin', 'main');
      const shown = await this.#git(this.folder, 'show', '--name-only', '--format=', 'HEAD');
      const touched = shown.trim().split('\n');
      await this.onPush(touched);
      return touched;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** What `espalier render` says of a cluster, between two changes. */
  render(cluster: string): Promise<readonly RenderedRelease[]> {
    const result = this.#last.then(async () => {
      const told = await this.#espalier('render', cluster, '--json', ...this.#standIns());
      return (JSON.parse(told) as { readonly releases: readonly RenderedRelease[] }).releases;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, content: string): void {
    writeFileSync(join(this.folder, path), content);
  }

  #edit(edits: Edits): void {
    for (const [path, edit] of Object.entries(edits)) {
      const file = join(this.folder, path);
      if (edit === null) {
        rmSync(file, { recursive: true });
        continue;
      }
      mkdirSync(dirname(file), { recursive: true });
      const before = typeof edit === 'string' ? undefined : readFileSync(file, 'utf8');
      const content = typeof edit === 'string' ? edit : edit(before ?? '');
      if (content === before) throw new Error(`the edit of ${path} changes nothing`);
      writeFileSync(file, content);
    }
  }

  /** Brings the lock and the contracts up to what is published. */
  async #lock(): Promise<void> {
    const inputs = this.#inputs();
    // An index of what no input names is a problem.
    const indexes = chartRepositories
      .filter((to) => inputs.includes(`${origin}/${to},`))
      .map((to) => `${origin}/${to}=${join(this.#www, to, 'index.yaml')}`);
    await this.#espalier(
      'lock',
      ...indexes.flatMap((index) => ['--index', index]),
      ...this.digests.flatMap((digest) => ['--digest', digest]),
    );
    const standIns = this.#standIns();
    if (standIns.length > 0) await this.#espalier('contract', ...standIns);
  }

  /** `--chart` for what is locked: of a chart in a registry the lock knows the manifest, so an archive says too little of it. */
  #standIns(): readonly string[] {
    const { charts } = parse(this.read('charts.lock.yaml')) as {
      charts: readonly { name: string; resolved?: string }[];
    };
    return Object.entries(this.#published).flatMap(([shelf, published]) =>
      published
        .filter(({ name, version }) => charts.some((chart) => chart.name === name && chart.resolved === version))
        .flatMap((chart) => [
          '--chart',
          `${chart.name}@${chart.version}=${shelf === 'registry' ? chart.folder : chart.archive}`,
        ]),
    );
  }

  /** The text of all environments. */
  #inputs(): string {
    const folder = join(this.folder, 'environments');
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  }

  async #espalier(...args: readonly string[]): Promise<string> {
    return run(process.execPath, [cli, '-C', this.folder, ...args], {
      env: this.#environment,
    });
  }

  #git(folder: string, ...args: readonly string[]): Promise<string> {
    return run('git', ['-C', folder, ...args], { env: this.#environment });
  }
}

const run = async (command: string, args: readonly string[], options: { env: NodeJS.ProcessEnv }): Promise<string> => {
  try {
    return (await execute(command, [...args], options)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  }
};
