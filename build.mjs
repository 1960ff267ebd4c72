/**
 * Makes what the package runs: dist/cli.js, from generator/ and kubeconform-wasm, which is on no registry. Other dependencies
 * stay what npm installs. In the repository everything runs from source instead (bin/espalier.js).
 */
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import fastGlob from 'fast-glob';

const root = fileURLToPath(new URL('.', import.meta.url));
const dist = join(root, 'dist');

/** Where each folder of sources lies in dist/: at the same depth, so that what files name relative to themselves is found. */
const places = [
  { from: 'generator', to: '' },
  { from: 'packages/kubeconform-wasm', to: 'kubeconform-wasm' },
];

const placeOf = (path) => {
  const place = places.find(({ from }) => path.startsWith(`${from}/`));
  if (place === undefined) throw new Error(`${path} has no place in dist/`);
  return join(place.to, relative(place.from, path));
};

/** All modules become one, and each still finds what lies beside it. */
const ownUrls = {
  name: 'own-urls',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const url = `new URL(${JSON.stringify(`./${placeOf(relative(root, path))}`)}, import.meta.url).href`;
      return { contents: source.replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
};

await rm(dist, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['generator/cli.ts'],
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  alias: { 'kubeconform-wasm': './packages/kubeconform-wasm/src/kubeconform.ts' },
  plugins: [ownUrls],
  legalComments: 'none',
  logLevel: 'warning',
});

const assets = [
  ...(await fastGlob('generator/**/*.{hbs,lua,css,js}', { cwd: root })),
  'packages/kubeconform-wasm/kubeconform.wasm.br',
  'packages/kubeconform-wasm/THIRD_PARTY_LICENSES',
];
for (const path of assets) {
  const target = join(dist, placeOf(path));
  await mkdir(dirname(target), { recursive: true });
  await cp(join(root, path), target);
}
