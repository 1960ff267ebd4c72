import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { applyCrds } from './apply.ts';
import type { ControlPlane, Ground } from './control-plane.ts';

export const fluxNamespace = 'flux-system';

/** Flux's three controllers on a control plane. */
export const startFlux = async (
  { api, kubeconfig }: ControlPlane,
  { folder, programs, processes, certificates }: Ground,
): Promise<void> => {
  await applyCrds(api, join(programs.manifests, 'flux'));
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: fluxNamespace } });
  const storage = join(folder, 'flux');
  mkdirSync(storage, { recursive: true });
  const environment = { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: fluxNamespace, SSL_CERT_FILE: certificates.ca };
  const start = (name: string, port: number, args: readonly string[]): void =>
    processes.start(
      name,
      join(programs.bin, name),
      [
        ...['--metrics-addr', `127.0.0.1:${port}`, '--health-addr', `127.0.0.1:${port + 1}`],
        ...['--enable-leader-election=false', '--log-level', 'info', ...args],
      ],
      environment,
    );
  // Without the advertised address the artifacts' URLs name a Service, which nobody serves here.
  const address = '127.0.0.1:19090';
  start('source-controller', 19091, [
    ...['--storage-path', storage, '--storage-addr', address, '--storage-adv-addr', address],
  ]);
  start('helm-controller', 19093, ['--requeue-dependency=1s']);
  start('kustomize-controller', 19095, ['--requeue-dependency=1s']);
};
