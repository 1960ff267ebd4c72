import type { Api } from './api.ts';

/**
 * There is no kubelet and no scheduler: every Pending pod is said to be Running and Ready, so that Deployments become available.
 * A pod with the annotation `e2e/never-ready` stays as it is, and one with `e2e/ready-after` for so many seconds.
 */
export const playKubelet = (api: Api): (() => void) => {
  const timer = setInterval(() => void markReady(api).catch(() => undefined), 400);
  return () => clearInterval(timer);
};

const markReady = async (api: Api): Promise<void> => {
  const lastTransitionTime = `${new Date().toISOString().slice(0, 19)}Z`;
  const conditions = ['PodScheduled', 'ContainersReady', 'Ready'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime,
  }));
  for (const { metadata } of await api.list('v1', 'Pod', undefined, 'status.phase=Pending')) {
    const { 'e2e/never-ready': never, 'e2e/ready-after': wait = '0' } = metadata.annotations ?? {};
    const age = (Date.now() - Date.parse(metadata.creationTimestamp ?? '')) / 1000;
    if (never !== undefined || age < Number(wait)) continue;
    await api.patch(
      { apiVersion: 'v1', kind: 'Pod', name: metadata.name, namespace: metadata.namespace ?? '' },
      { status: { phase: 'Running', conditions } },
      '/status',
    );
  }
};
