/** Brings everything up that the cases stand on. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Api, ApiObject } from './api.ts';
import { readObjects } from './apply.ts';
import { argocdNamespace, startArgoCd } from './argocd.ts';
import type { Stage } from './case.ts';
import { type Ground, makeCertificates, startControlPlane, startEtcd } from './control-plane.ts';
import { fluxNamespace, open, startFlux } from './flux.ts';
import { playKubelet } from './kubelet.ts';
import { type Registry, startRegistry } from './registry.ts';
import { Repository } from './repository.ts';
import { serve } from './server.ts';
import type { Target } from './target.ts';

export interface Raised {
  readonly stage: Omit<Stage, 'tell'>;
  readonly stop: () => void;
}

export const raise = async (start: Omit<Ground, 'certificates'>, say: (line: string) => void): Promise<Raised> => {
  const certificates = makeCertificates(join(start.folder, 'pki'));
  const ground: Ground = { ...start, certificates };
  const www = join(start.folder, 'www');
  mkdirSync(www);
  const stopServing = await serve(www, certificates);
  startEtcd(start.processes, start.folder);
  const registry = await startRegistry(ground);
  const repository = new Repository(join(start.folder, 'repository'), www, certificates);
  const [argocd, flux] = await Promise.all([
    startControlPlane({ name: 'argocd', port: 16443 }, ground),
    startControlPlane({ name: 'flux', port: 26443 }, ground),
    publishAndCreate(repository, registry),
  ]);
  say('API servers are ready, the fixture is generated and pushed');
  await Promise.all([
    startArgoCd(argocd, ground, healthCheck(repository), registry.certificates.ca),
    startFlux(flux, ground, open),
  ]);
  say('controllers are started');
  const stopKubelets = [argocd, flux].map(({ api }) => playKubelet(api));
  repository.onPush = async (touched) => {
    const isMeant = isOf(touched);
    await Promise.all([refreshApplications(argocd.api, isMeant), requestSources(flux.api, isMeant)]);
  };
  const planes = { argocd, flux };
  return {
    stage: {
      ground,
      planes,
      repository,
      registry,
      bootstrap: (cluster, plane) => bootstrap(cluster, repository, planes, plane),
    },
    stop: () => {
      stopServing();
      for (const stop of stopKubelets) stop();
    },
  };
};

const publishAndCreate = async (repository: Repository, registry: Registry): Promise<void> => {
  for (const name of ['probe', 'web', 'capabilities', 'wide']) repository.publish(name, '1.0.0');
  repository.publish('web', '1.1.0');
  repository.publish('web', '1.0.1', 'private');
  for (const name of ['web', 'wide']) repository.publish(name, '1.0.2', 'leaving');
  const sealed = repository.publish('web', '2.0.0', 'registry');
  repository.digests.push(`web@2.0.0=${await registry.push(sealed)}`);
  await repository.create();
};

/** The health check for Applications as the page of a cluster gives it: what a person would paste into argocd-cm. */
const healthCheck = (repository: Repository): Readonly<Record<string, string>> => {
  const page = repository.read('out/order-argocd/README.md');
  const block = page
    .split('```')
    .find((part) => part.includes('resource.customizations.health.argoproj.io_Application'));
  if (block === undefined) throw new Error('the page of order-argocd gives no health check');
  return (parse(block.replace(/^yaml/, '')) as { data: Record<string, string> }).data;
};

/** Only this file is applied by hand: all else comes from Git. */
const bootstrap = async (
  cluster: string,
  repository: Repository,
  planes: Stage['planes'],
  plane?: 'argocd' | 'flux',
): Promise<Target> => {
  const objects = readObjects(join(repository.folder, 'out', cluster, 'bootstrap.yaml'));
  const controller = objects.some(({ apiVersion }) => apiVersion.startsWith('argoproj.io/')) ? 'argocd' : 'flux';
  const { api } = planes[plane ?? controller];
  for (const object of objects) await api.apply(object);
  return { cluster, controller, api };
};

/**
 * Whether an object that bears a cluster's name is of one that a push touches. A webhook tells all of every push, but then most of the
 * time would go into fetching the same again.
 */
const isOf = (touched: readonly string[]): ((name: string) => boolean) => {
  const clusters = touched.map((path) => /^out\/([^/]+)\//.exec(path)?.[1] ?? '');
  if (touched.some((path) => path.startsWith('charts/'))) return () => true;
  return (name) => clusters.some((cluster) => cluster !== '' && name.startsWith(cluster));
};

const isFromGit = ({ spec }: ApiObject): boolean =>
  (spec as { source?: { repoURL: string } }).source?.repoURL.endsWith('.git') === true;

/** What Argo CD's webhook does for a push. */
const refreshApplications = async (api: Api, isMeant: (name: string) => boolean): Promise<void> => {
  const annotations = { 'argocd.argoproj.io/refresh': 'normal' };
  const applications = await api.list('argoproj.io/v1alpha1', 'Application', argocdNamespace);
  for (const { apiVersion, kind, metadata } of applications
    .filter(isFromGit)
    .filter((one) => isMeant(one.metadata.name)))
    await api.patch({ apiVersion, kind, ...metadata }, { metadata: { annotations } }).catch(ignoreGone);
};

/** What Flux's Receiver does for a push. */
const requestSources = async (api: Api, isMeant: (name: string) => boolean): Promise<void> => {
  const annotations = { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() };
  // Those of chart repositories serve all clusters.
  for (const kind of ['GitRepository', 'HelmRepository'])
    for (const { apiVersion, metadata } of await api.list('source.toolkit.fluxcd.io/v1', kind, fluxNamespace))
      if (kind === 'HelmRepository' || isMeant(metadata.name))
        await api.patch({ apiVersion, kind, ...metadata }, { metadata: { annotations } }).catch(ignoreGone);
};

/** What is removed meanwhile needs no telling. */
const ignoreGone = (error: unknown): void => {
  if (!(error instanceof Error && error.message.includes('not found'))) throw error;
};
