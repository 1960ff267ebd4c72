import type { ApiObject, Reference } from '../api.ts';
import { condition } from '../apply.ts';
import { argocdNamespace } from '../argocd.ts';
import type { Case, Stage } from '../case.ts';
import { fluxNamespace } from '../flux.ts';
import { dataOf, expect, type Target } from '../target.ts';
import { pause } from '../until.ts';

const releases = 300;
const environment = 'environments/scale.yaml';
const patience = 1200;

/** Not among the cases: it measures, for many minutes. */
export const scale: Case = {
  name: 'scale',
  about: `${releases} releases on one Argo CD and on one Flux, and the largest values that an Application takes`,
  run: async (stage) => {
    await stage.repository.change(
      `${releases} services`,
      {
        [environment]: services,
        'clusters/scale-argocd.yaml': cluster('argocd'),
        'clusters/scale-flux.yaml': cluster('flux'),
      },
      { charts: true },
    );
    await largestValues(stage);
    for (const controller of ['argocd', 'flux'] as const) await many(stage, controller);
  },
};

/** With the intervals of the cases Flux would be at 300 releases all the time, and they never ready at once. */
const cluster = (controller: 'argocd' | 'flux'): string => {
  const seldom = '{ spec: { interval: 30m } }';
  return [
    ...['environment: scale', `controller: ${controller}`, 'kubernetes: "1.34"', 'helm: 3'],
    ...(controller === 'flux' ? [`flux: { helmRelease: ${seldom}, kustomization: ${seldom} }`] : []),
    '',
  ].join('\n');
};

const name = (index: number): string => `service-${String(index).padStart(3, '0')}`;

/** Each has some 3 kB of values, and waits for nobody. */
const services = [
  'services:',
  ...[...Array(releases).keys()].flatMap((index) => [
    `  ${name(index)}:`,
    '    chart: { repository: https://127.0.0.1:18443/charts, name: probe, version: 1.0.0 }',
    '    namespace: scale',
    `    values: { text: first, open: { filler: ${'x'.repeat(3000)} } }`,
  ]),
  '',
].join('\n');

const many = async ({ bootstrap, repository, ground, tell }: Stage, controller: 'argocd' | 'flux'): Promise<void> => {
  const timed = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await work();
    tell(`${controller}: ${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  };
  let target: Target | undefined;
  await timed(`${releases} releases from nothing to ready`, async () => {
    target = await bootstrap(`scale-${controller}`);
    await allReady(target);
  });
  const ready = target as Target | undefined;
  if (ready === undefined) return;
  const arrives = (service: string, text: string): Promise<void> =>
    expect(ready, `${text} of ${service}`, text, () => textOf(ready, service), patience);
  await timed('one edited value', async () => {
    await repository.change('One value', {
      [`clusters/scale-${controller}.yaml`]: (before) =>
        `${before}services: { ${name(7)}: { values: { text: one } } }\n`,
    });
    await arrives(name(7), 'one');
  });
  await timed('a value of all', async () => {
    await repository.change('A value of all', {
      [environment]: (before) => before.replaceAll(/text: [\w-]+,/g, `text: all-${controller},`),
    });
    for (const index of [0, 100, releases - 1]) await arrives(name(index), `all-${controller}`);
    await allReady(ready);
  });
  const memory = [...ground.processes.usage()].map(([process, usage]) => `${process} ${usage.memory} MiB`);
  tell(`${controller}: peak memory so far: ${memory.join(', ')}`);
};

const allReady = (target: Target): Promise<void> =>
  expect(target, 'releases that are ready', releases, () => readyCount(target), patience);

const readyCount = async ({ api, controller, cluster }: Target): Promise<number> => {
  if (controller === 'argocd') {
    const applications = await api.list('argoproj.io/v1alpha1', 'Application', argocdNamespace);
    return applications.filter((one) => one.metadata.name.startsWith(`${cluster}-service-`) && isSettled(one)).length;
  }
  const isReady = (one: ApiObject): boolean => condition(one, 'Ready') === 'True';
  const kustomizations = await api.list('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', fluxNamespace);
  return kustomizations.filter((one) => one.metadata.name.startsWith(`${cluster}-service-`) && isReady(one)).length;
};

const isSettled = ({ status }: ApiObject): boolean => {
  const { sync, health } = (status ?? {}) as { sync?: { status: string }; health?: { status: string } };
  return sync?.status === 'Synced' && health?.status === 'Healthy';
};

const textOf = async ({ api }: Target, service: string): Promise<unknown> => {
  const data = (await dataOf(api, 'scale', service)) as { values: string } | undefined;
  return data && (JSON.parse(Buffer.from(data.values, 'base64').toString('utf8')) as { text?: unknown }).text;
};

const messageOf = async ({ api }: Target, service: string): Promise<unknown> =>
  ((await dataOf(api, 'large', service)) as { message?: string } | undefined)?.message;

const kibibyte = 1024;
/** Our own limit is 256 KiB. */
const sizes = [128, 256, 384, 512, 768, 1024].map((size) => size * kibibyte);
const edits = 12;

/** Applications as we write them, with the default history of ten, edited until the history is full. */
const largestValues = async ({ planes, tell }: Stage): Promise<void> => {
  const { api } = planes.argocd;
  const target: Target = { cluster: 'large', controller: 'argocd', api };
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'large' } });
  await api.apply(project);
  for (const size of sizes)
    for (const history of [10, 1]) {
      const service = `large-${size / kibibyte}-${history}`;
      let taken = 0;
      try {
        for (; taken < edits; taken += 1) {
          const text = `edit-${taken}`;
          await api.apply(application(service, size, history, text));
          await expect(target, text, text, () => messageOf(target, service), 30);
        }
        // The history is written after the objects are.
        await pause(2000);
        const bytes = JSON.stringify(await api.get(referenceOf(service))).length;
        tell(
          `values of ${size / kibibyte} KiB, history ${history}: ${edits} edits; object of ${Math.round(bytes / kibibyte)} KiB`,
        );
      } catch (error) {
        const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
        tell(`values of ${size / kibibyte} KiB, history ${history}: ${taken} edits, then ${first}`);
      }
      await api.delete(referenceOf(service)).catch(() => undefined);
    }
};

const referenceOf = (service: string): Reference => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  name: service,
  namespace: argocdNamespace,
});

const project: ApiObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'large', namespace: argocdNamespace },
  spec: { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] },
};

const application = (service: string, size: number, history: number, text: string): ApiObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: service, namespace: argocdNamespace },
  spec: {
    project: 'large',
    revisionHistoryLimit: history,
    source: {
      repoURL: 'https://127.0.0.1:18443/charts',
      chart: 'web',
      targetRevision: '1.0.0',
      helm: { releaseName: service, valuesObject: { message: text, unread: 'x'.repeat(size) } },
    },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'large' },
    syncPolicy: { automated: { prune: true }, syncOptions: ['ServerSideApply=true'] },
  },
});
