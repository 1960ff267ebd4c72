import type { Api, ApiObject, Reference } from './api.ts';
import { condition, conditions } from './apply.ts';
import { argocdNamespace } from './argocd.ts';
import { fluxNamespace } from './flux.ts';
import { until } from './until.ts';

/** A cluster of the fixture and the controller that steers it. */
export interface Target {
  readonly cluster: string;
  readonly controller: 'argocd' | 'flux';
  readonly api: Api;
}

const argocd = 'argoproj.io/v1alpha1';
const kustomize = 'kustomize.toolkit.fluxcd.io/v1';
const helm = 'helm.toolkit.fluxcd.io/v2';
const source = 'source.toolkit.fluxcd.io/v1';

/** What the controller applies for a service: the Application, or the Kustomization. */
export const steering = ({ cluster, controller }: Target, service: string): Reference =>
  controller === 'argocd'
    ? { apiVersion: argocd, kind: 'Application', name: `${cluster}-${service}`, namespace: argocdNamespace }
    : { apiVersion: kustomize, kind: 'Kustomization', name: `${cluster}-${service}`, namespace: fluxNamespace };

export const helmRelease = (name: string, namespace: string): Reference => ({
  apiVersion: helm,
  kind: 'HelmRelease',
  name,
  namespace,
});

/** `Synced/Healthy` of an Application; `True` of a Kustomization that is Ready in its newest form. */
export const state = async (target: Target, service: string): Promise<string> => {
  const object = await target.api.get(steering(target, service));
  if (object === undefined) return 'absent';
  if (target.controller === 'flux') return readyOf(object);
  const { sync, health } = (object.status ?? {}) as { sync?: { status: string }; health?: { status: string } };
  return `${sync?.status}/${health?.status}`;
};

const settled = { argocd: 'Synced/Healthy', flux: 'True' } as const;

/** Ready, and said of the newest generation. */
const readyOf = (object: ApiObject | undefined): string => {
  const { generation } = (object?.metadata ?? {}) as { generation?: number };
  const { observedGeneration } = (object?.status ?? {}) as { observedGeneration?: number };
  return generation === observedGeneration ? String(condition(object, 'Ready')) : 'not yet observed';
};

/** `True` of a Kustomization that is Ready in its newest form, in whatever namespace it lives. */
export const readiness = async (api: Api, name: string, namespace: string): Promise<string> =>
  readyOf(await api.get({ apiVersion: kustomize, kind: 'Kustomization', name, namespace }));

/** Waits until a question about a target has its answer, and tells what the controller says where it has not. */
export const expect = (
  target: Target,
  what: string,
  wanted: unknown,
  question: () => Promise<unknown>,
  seconds = 90,
): Promise<void> => until(`${target.cluster}: ${what}`, wanted, question, { seconds, explain: () => explain(target) });

export const expectSettled = (target: Target, service: string, seconds?: number): Promise<void> =>
  expect(target, `${service} is ready`, settled[target.controller], () => state(target, service), seconds);

/** The data of a ConfigMap, or undefined. */
export const dataOf = async (api: Api, namespace: string, name: string): Promise<unknown> =>
  (await api.get({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace }))?.data;

/** What the controller itself says of everything that is not well, and the last warnings of the API server's events. */
const explain = async ({ api, controller, cluster }: Target): Promise<string> => {
  const kinds: readonly (readonly [string, string])[] =
    controller === 'argocd'
      ? [[argocd, 'Application']]
      : [
          [source, 'GitRepository'],
          [source, 'HelmRepository'],
          [source, 'OCIRepository'],
          [source, 'HelmChart'],
          [kustomize, 'Kustomization'],
          [helm, 'HelmRelease'],
        ];
  const lines: string[] = [];
  for (const [apiVersion, kind] of kinds)
    for (const object of await api.list(apiVersion, kind))
      lines.push(...(kind === 'Application' ? applicationLines(object, cluster) : readyLines(object)));
  return [...lines, ...(await warnings(api))].map((line) => `  ${line}`).join('\n');
};

const applicationLines = (object: ApiObject, cluster: string): readonly string[] => {
  if (!object.metadata.name.startsWith(cluster)) return [];
  const { sync, health, operationState } = (object.status ?? {}) as {
    sync?: { status: string; revision: string };
    health?: { status: string; message?: string };
    operationState?: { phase: string; message?: string; syncResult?: { resources?: readonly { message?: string }[] } };
  };
  const states = `${sync?.status}/${health?.status} ${health?.message ?? ''} ${sync?.revision ?? ''}`;
  return [
    `Application ${object.metadata.name}: ${states} ${operationState?.phase}: ${operationState?.message}`,
    ...conditions(object).map(({ type, message }) => `  ${type}: ${message}`),
  ];
};

const readyLines = (object: ApiObject): readonly string[] =>
  conditions(object)
    .filter(({ type, status }) => type === 'Ready' && status !== 'True')
    .map(({ status, reason, message }) => `${object.kind} ${object.metadata.name}: ${status} ${reason}: ${message}`);

const warnings = async (api: Api): Promise<readonly string[]> =>
  (await api.list('v1', 'Event'))
    .filter(({ type }) => type === 'Warning')
    .toSorted((a, b) => String(a.lastTimestamp ?? '').localeCompare(String(b.lastTimestamp ?? '')))
    .slice(-8)
    .map(({ reason, message, involvedObject }) => {
      const { kind, name } = involvedObject as { kind: string; name: string };
      return `event ${kind} ${name}: ${reason}: ${String(message).slice(0, 300)}`;
    });
