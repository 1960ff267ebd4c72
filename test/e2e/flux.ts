import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { applyCrds } from './apply.ts';
import type { ControlPlane, Ground } from './control-plane.ts';

export const fluxNamespace = 'flux-system';

/** How Flux is installed on a control plane. */
export interface Installation {
  /** Behind the names of its processes. */
  readonly suffix: string;
  /** Ports from here on are its own. */
  readonly port: number;
  /** For the controllers that apply things. */
  readonly flags: readonly string[];
}

export const open: Installation = { suffix: '', port: 19090, flags: [] };

/** As on clusters that several teams share. */
export const lockedDown: Installation = {
  suffix: '-locked-down',
  port: 29090,
  flags: ['--no-cross-namespace-refs', '--default-service-account=default'],
};

/** Flux's three controllers on a control plane. */
export const startFlux = async (
  { api, kubeconfig }: ControlPlane,
  { folder, programs, processes, certificates }: Ground,
  { suffix, port, flags }: Installation,
): Promise<void> => {
  await applyCrds(api, join(programs.manifests, 'flux'));
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: fluxNamespace } });
  const storage = join(folder, `flux${suffix}`);
  mkdirSync(storage, { recursive: true });
  const environment = { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: fluxNamespace, SSL_CERT_FILE: certificates.ca };
  const start = (name: string, from: number, args: readonly string[]): void =>
    processes.start(
      name + suffix,
      join(programs.bin, name),
      [
        ...['--metrics-addr', `127.0.0.1:${from}`, '--health-addr', `127.0.0.1:${from + 1}`],
        ...['--enable-leader-election=false', '--log-level', 'info', ...args],
      ],
      environment,
    );
  // Without the advertised address the artifacts' URLs name a Service, which nobody serves here.
  const address = `127.0.0.1:${port}`;
  start('source-controller', port + 1, [
    ...['--storage-path', storage, '--storage-addr', address, '--storage-adv-addr', address],
  ]);
  start('helm-controller', port + 3, ['--requeue-dependency=1s', ...flags]);
  start('kustomize-controller', port + 5, ['--requeue-dependency=1s', ...flags]);
};
