/** The programs that the cases run: built from pinned Go modules, once for each state of those. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import fastGlob from 'fast-glob';
import { ciCache } from '../ci-cache.ts';

const modules = new URL('modules/', import.meta.url).pathname;

const kubernetes = 'v1.34.2';
/** Kubernetes reads its own version from here, and Helm charts see it. */
const kubernetesVersion = [`gitVersion=${kubernetes}`, 'gitMajor=1', 'gitMinor=34']
  .map((setting) => `-X k8s.io/component-base/version.${setting}`)
  .join(' ');

interface Build {
  readonly module: string;
  readonly packages: readonly string[];
  /** Where one package is built under another name. */
  readonly name?: string;
  readonly flags?: string;
}

const builds: readonly Build[] = [
  {
    module: 'controllers',
    packages: [
      'k8s.io/kubernetes/cmd/kube-apiserver',
      'k8s.io/kubernetes/cmd/kube-controller-manager',
      'github.com/fluxcd/helm-controller',
      'github.com/fluxcd/source-controller',
      './cmd/argocd-mini',
    ],
    flags: kubernetesVersion,
  },
  { module: 'kustomize-controller', packages: ['github.com/fluxcd/kustomize-controller'] },
  { module: 'registry', packages: ['.'], name: 'registry' },
  { module: 'helm3', packages: ['helm.sh/helm/v3/cmd/helm'], name: 'helm3' },
  { module: 'helm4', packages: ['helm.sh/helm/v4/cmd/helm'], name: 'helm4' },
];

/** Go modules whose manifests an installation applies beside the program: CRDs, and Argo CD's own configuration. */
const manifests: readonly { module: string; of: string; files: string; to: string }[] = [
  { module: 'controllers', of: 'github.com/fluxcd/source-controller', files: 'config/crd/bases/*.yaml', to: 'flux' },
  { module: 'controllers', of: 'github.com/fluxcd/helm-controller', files: 'config/crd/bases/*.yaml', to: 'flux' },
  {
    module: 'kustomize-controller',
    of: 'github.com/fluxcd/kustomize-controller',
    files: 'config/crd/bases/*.yaml',
    to: 'flux',
  },
  { module: 'controllers', of: 'github.com/argoproj/argo-cd/v3', files: 'manifests/crds/*-crd.yaml', to: 'argocd' },
  {
    module: 'controllers',
    of: 'github.com/argoproj/argo-cd/v3',
    files:
      'manifests/base/config/argocd-{cm,cmd-params-cm,gpg-keys-cm,rbac-cm,ssh-known-hosts-cm,tls-certs-cm,secret}.yaml',
    to: 'argocd-config',
  },
];

/** What the report names: a Go module by the folder that pins it. */
const told: readonly { name: string; module: string; of: string }[] = [
  { name: 'Kubernetes', module: 'controllers', of: 'k8s.io/kubernetes' },
  { name: 'Argo CD', module: 'controllers', of: 'github.com/argoproj/argo-cd/v3' },
  { name: 'source-controller', module: 'controllers', of: 'github.com/fluxcd/source-controller' },
  { name: 'helm-controller', module: 'controllers', of: 'github.com/fluxcd/helm-controller' },
  { name: 'kustomize-controller', module: 'kustomize-controller', of: 'github.com/fluxcd/kustomize-controller' },
  { name: 'Helm in helm-controller', module: 'controllers', of: 'helm.sh/helm/v3' },
  { name: 'Helm of Argo CD', module: 'helm3', of: 'helm.sh/helm/v3' },
  { name: 'Helm 4', module: 'helm4', of: 'helm.sh/helm/v4' },
  { name: 'Distribution', module: 'registry', of: 'github.com/distribution/distribution/v3' },
];

export interface Programs {
  /** Folder of the programs. */
  readonly bin: string;
  /** Folders of manifests: `flux`, `argocd`, `argocd-config`. */
  readonly manifests: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** Builds what is missing. `say` hears of each part that is built. */
export const buildPrograms = (say: (text: string) => void): Programs => {
  const folder = join(ciCache, `e2e-${key()}`);
  if (!existsSync(folder)) {
    mkdirSync(ciCache, { recursive: true });
    // Only a whole set has the final name, so that an interrupted build is not taken for one.
    const unfinished = mkdtempSync(join(ciCache, 'e2e-unfinished-'));
    try {
      for (const build of builds) buildModule(build, join(unfinished, 'bin'), say);
      for (const of of manifests) copyManifests(of, join(unfinished, 'manifests', of.to));
      writeFileSync(join(unfinished, 'versions.json'), JSON.stringify(versions(), undefined, 2));
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return {
    bin: join(folder, 'bin'),
    manifests: join(folder, 'manifests'),
    versions: JSON.parse(readFileSync(join(folder, 'versions.json'), 'utf8')),
  };
};

const key = (): string => {
  const hash = createHash('sha256').update(readFileSync(new URL(import.meta.url)));
  for (const path of readdirSync(modules, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.(go|mod|sum)$/.test(path)) hash.update(`${path}\0`).update(readFileSync(join(modules, path)));
  return hash.digest('hex').slice(0, 16);
};

const go = (module: string, args: readonly string[]): string =>
  execFileSync('go', args, {
    cwd: join(modules, module),
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();

const buildModule = ({ module, packages, name, flags = '' }: Build, bin: string, say: (text: string) => void): void => {
  const began = performance.now();
  mkdirSync(bin, { recursive: true });
  go(module, ['build', '-trimpath', '-ldflags', `-s -w ${flags}`, '-o', join(bin, name ?? ''), ...packages]);
  say(`built ${module} in ${Math.round((performance.now() - began) / 1000)} s`);
};

const moduleFolder = (module: string, of: string): string => go(module, ['list', '-m', '-f', '{{.Dir}}', of]);

const copyManifests = ({ module, of, files }: (typeof manifests)[number], to: string): void => {
  mkdirSync(to, { recursive: true });
  const found = fastGlob.sync(files, { cwd: moduleFolder(module, of) });
  if (found.length === 0) throw new Error(`${of} has no ${files}`);
  for (const file of found) {
    const copy = join(to, basename(file));
    copyFileSync(join(moduleFolder(module, of), file), copy);
    chmodSync(copy, 0o644);
  }
};

const versions = (): Record<string, string> =>
  Object.fromEntries(told.map(({ name, module, of }) => [name, go(module, ['list', '-m', '-f', '{{.Version}}', of])]));
