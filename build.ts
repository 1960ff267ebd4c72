/**
 * Makes what the package runs, when it is run itself: dist/cli.js, from generator/ and packages/, which are on no registry. Other dependencies
 * stay what npm installs. In the repository everything runs from source instead (bin/espalier.js).
 */
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import fastGlob from 'fast-glob';

const root = fileURLToPath(new URL('.', import.meta.url));
/** Where each folder of sources lies in what is built: at the same depth, so that what files name relative to themselves is found. */
const places = [
  { from: 'generator', to: '' },
  { from: 'packages/apiserver-wasm', to: 'apiserver-wasm' },
  { from: 'packages/go-reactor', to: 'go-reactor' },
  { from: 'packages/helm-wasm', to: 'helm-wasm' },
  { from: 'packages/kubeconform-wasm', to: 'kubeconform-wasm' },
];

const placeOf = (path: string): string => {
  const place = places.find(({ from }) => path.startsWith(`${from}/`));
  if (place === undefined) throw new Error(`${path} has no place in dist/`);
  return join(place.to, relative(place.from, path));
};

/** All modules become one, and each still finds what lies beside it. */
const ownUrls: Plugin = {
  name: 'own-urls',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.url')) return { contents: source, loader: 'ts' };
      const url = `new URL(${JSON.stringify(`./${placeOf(relative(root, path))}`)}, import.meta.url).href`;
      return { contents: source.replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
};

const assets = ['generator/**/*.{hbs,lua,css,js}', 'packages/*/*.wasm.br', 'packages/*/THIRD_PARTY_LICENSES'];

/** What threads run, beside the programs. From source it is loaded by thread.js, which lies in its place. */
const threads = [{ in: 'packages/go-reactor/src/worker.ts', out: 'go-reactor/src/thread' }];

/** Builds programs into a folder at the root, which is emptied before. It lies there because they read schemas/ beside it. */
export const buildInto = async (folder: string, entryPoints: string[]): Promise<void> => {
  const outdir = join(root, folder);
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: [...entryPoints.map((path) => ({ in: path, out: basename(path, '.ts') })), ...threads],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    alias: {
      'apiserver-wasm': './packages/apiserver-wasm/src/apiserver.ts',
      'go-reactor': './packages/go-reactor/src/reactor.ts',
      'go-reactor/engine': './packages/go-reactor/src/engine.ts',
      'helm-wasm': './packages/helm-wasm/src/helm.ts',
      'kubeconform-wasm': './packages/kubeconform-wasm/src/kubeconform.ts',
    },
    plugins: [ownUrls],
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const path of await fastGlob(assets, { cwd: root })) {
    const target = join(outdir, placeOf(path));
    await mkdir(dirname(target), { recursive: true });
    await cp(join(root, path), target);
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildInto('dist', ['generator/cli.ts']);
