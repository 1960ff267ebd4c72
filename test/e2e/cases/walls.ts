import assert from 'node:assert/strict';
import type { Reference } from '../api.ts';
import { conditions } from '../apply.ts';
import type { Case } from '../case.ts';
import { expect, expectSettled, steering, type Target } from '../target.ts';

const environment = 'environments/walls.yaml';

export const walls: Case = {
  name: 'walls',
  about: 'an AppProject stops a cluster-scoped kind, a namespace and a repository that it does not list',
  run: async ({ bootstrap, repository }) => {
    const target = await bootstrap('walls-argocd');
    await expectSettled(target, 'wide');
    await repository.change('A kind that is not listed', {
      [environment]: (text) => `${text}    values: { priorityClass: true }\n`,
    });
    await expect(target, 'says why not', true, () =>
      says(target, /resource scheduling\.k8s\.io:PriorityClass is not permitted in project walls-argocd-wide/),
    );
    await absent(target, { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', name: 'walls-wide' });
    await repository.change('A namespace that is not listed', {
      [environment]: (text) => text.replace('priorityClass: true', 'elsewhere: default'),
    });
    await expect(target, 'says why not', true, () =>
      says(target, /namespace default is not permitted in project .?walls-argocd-wide/),
    );
    await absent(target, { apiVersion: 'v1', kind: 'ConfigMap', name: 'wide', namespace: 'default' });
    await strayApplication(target);
  },
};

const absent = async ({ api, cluster }: Target, reference: Reference): Promise<void> => {
  assert.equal(await api.get(reference), undefined, `${cluster}: ${reference.kind} ${reference.name} is there`);
};

/** Whether Argo CD says something of the Application, in a condition or of its last sync. */
const says = async (target: Target, text: RegExp, name?: string): Promise<boolean> => {
  const reference = steering(target, 'wide');
  const object = await target.api.get(name === undefined ? reference : { ...reference, name });
  const { operationState } = (object?.status ?? {}) as { operationState?: unknown };
  return text.test(JSON.stringify([operationState, conditions(object)]));
};

/** Somebody puts an Application of their own into the project. */
const strayApplication = async (target: Target): Promise<void> => {
  const repoURL = 'https://127.0.0.1:18443/private';
  const name = 'walls-stray';
  await target.api.apply({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'walls-argocd-wide',
      source: { repoURL, chart: 'web', targetRevision: '1.0.0' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'walls' },
      syncPolicy: { automated: {} },
    },
  });
  await expect(target, 'says why not', true, () =>
    says(target, /repo https:\/\/127\.0\.0\.1:18443\/private is not permitted in project/, name),
  );
};
