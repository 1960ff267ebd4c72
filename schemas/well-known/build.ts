/**
 * Writes one file per project with its custom resource definitions, from the manifests in its Go module, without prose: *.json.br, and kinds.json, which says
 * where a kind is. Run by hand, with Go at hand: `npx tsx schemas/well-known/build.ts`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { brotliCompressSync, constants } from 'node:zlib';
import fastGlob from 'fast-glob';
import { definitionsIn } from '../../generator/read/definitions.ts';

const projects = [
  { name: 'cert-manager', module: 'github.com/cert-manager/cert-manager@v1.21.2', files: 'deploy/crds/*.yaml' },
  {
    name: 'external-secrets',
    module: 'github.com/external-secrets/external-secrets@v1.3.2',
    files: 'config/crds/bases/external-secrets.io_*.yaml',
  },
  { name: 'gateway-api', module: 'sigs.k8s.io/gateway-api@v1.6.3', files: 'config/crd/standard/*_*.yaml' },
  {
    name: 'keda',
    module: 'github.com/kedacore/keda/v2@v2.21.0',
    files: 'config/crd/bases/keda.sh_{scaledobjects,triggerauthentications,clustertriggerauthentications}.yaml',
  },
  {
    name: 'prometheus-operator',
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    files: 'example/prometheus-operator-crd/*.yaml',
  },
];

const kinds: Record<string, string> = {};
for (const { name, module, files } of projects) {
  const downloaded = execFileSync('go', ['mod', 'download', '-json', module], { cwd: tmpdir(), encoding: 'utf8' });
  const { Dir: folder } = JSON.parse(downloaded) as { Dir: string };
  const definitions = fastGlob
    .sync(files, { cwd: folder, absolute: true })
    .sort()
    .flatMap((path) => definitionsIn(path, readFileSync(path, 'utf8')).value);
  if (definitions.length === 0) throw new Error(`${module} has no ${files}`);
  for (const { spec } of definitions) {
    const { group, names } = spec as { group: string; names: { kind: string } };
    kinds[`${group}/${names.kind}`] = name;
  }
  const text = JSON.stringify({ source: module, definitions });
  const packed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } });
  writeFileSync(new URL(`${name}.json.br`, import.meta.url), packed);
  console.log(`${name}: ${definitions.length} definitions, ${text.length} bytes, ${packed.length} compressed`);
}
const sorted = Object.fromEntries(Object.entries(kinds).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(new URL('kinds.json', import.meta.url), `${JSON.stringify(sorted, undefined, 2)}\n`);
