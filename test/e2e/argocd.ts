import { copyFileSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiObject } from './api.ts';
import { applyCrds, readObjects } from './apply.ts';
import type { ControlPlane, Ground } from './control-plane.ts';

export const argocdNamespace = 'argocd';

const redis = { host: '127.0.0.1', port: 16379 };
const repoServer = { host: '127.0.0.1', port: 18081 };

/**
 * Argo CD's application controller and repo server, with the Redis they share. `settings` go into argocd-cm; `registryCa` is the file
 * of the CA that it trusts for the registry alone.
 */
export const startArgoCd = async (
  { api, kubeconfig }: ControlPlane,
  ground: Ground,
  settings: Readonly<Record<string, string>>,
  registryCa: string,
): Promise<void> => {
  const { programs, processes } = ground;
  await applyCrds(api, join(programs.manifests, 'argocd'));
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: argocdNamespace } });
  const configuration = join(programs.manifests, 'argocd-config');
  for (const file of readdirSync(configuration).sort())
    for (const object of readObjects(join(configuration, file))) await api.apply(configured(object, settings));
  const home = join(ground.folder, 'argocd');
  const environment = argoEnvironment(home, kubeconfig, ground);
  // Where argocd-tls-certs-cm is mounted in a cluster.
  copyFileSync(registryCa, join(home, 'tls', 'localhost'));
  const address = `${redis.host}:${redis.port}`;
  processes.start('redis', 'redis-server', [
    ...['--bind', redis.host, '--port', String(redis.port), '--save', '', '--appendonly', 'no', '--dir', home],
  ]);
  processes.start(
    'argocd-repo-server',
    join(home, 'bin', 'argocd-repo-server'),
    [
      ...['--address', repoServer.host, '--port', String(repoServer.port), '--disable-tls', '--redis', address],
      ...['--metrics-address', '127.0.0.1', '--metrics-port', '18084', '--logformat', 'text'],
    ],
    environment,
  );
  processes.start(
    'argocd-application-controller',
    join(home, 'bin', 'argocd-application-controller'),
    [
      ...['--kubeconfig', kubeconfig, '--namespace', argocdNamespace, '--redis', address],
      ...['--repo-server', `${repoServer.host}:${repoServer.port}`, '--repo-server-plaintext'],
      // It binds its metrics to every address: another reason for the namespace without a network.
      ...['--metrics-port', '18082', '--logformat', 'text'],
      // It misses an event now and then, and looks again only after this long: by default up to three minutes.
      ...['--app-resync', '20', '--app-resync-jitter', '0'],
      // As the pages of clusters advise: a sync ends, so that an unhealthy service holds up no other.
      ...['--sync-timeout', String(ground.syncTimeout)],
      ...['--self-heal-timeout-seconds', '1', '--self-heal-backoff-timeout-seconds', '1'],
    ],
    environment,
  );
};

/** What Argo CD needs to run outside of a cluster, and to find the programs it calls. */
const argoEnvironment = (
  home: string,
  kubeconfig: string,
  { programs, helm, certificates }: Ground,
): Readonly<Record<string, string>> => {
  for (const name of ['bin', 'home', 'tmp', 'tls', 'ssh', 'gpg']) mkdirSync(join(home, name), { recursive: true });
  const program = join(programs.bin, 'argocd-mini');
  for (const name of ['argocd-repo-server', 'argocd-application-controller', 'argocd-git-ask-pass'])
    symlinkSync(program, join(home, 'bin', name));
  symlinkSync(join(programs.bin, `helm${helm}`), join(home, 'bin', 'helm'));
  return {
    KUBECONFIG: kubeconfig,
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_TLS_DATA_PATH: join(home, 'tls'),
    ARGOCD_SSH_DATA_PATH: join(home, 'ssh'),
    // A push is told as a webhook would tell it, but what a branch names is else kept for three minutes.
    ARGOCD_RECONCILIATION_TIMEOUT: '1s',
    HOME: join(home, 'home'),
    TMPDIR: join(home, 'tmp'),
    PATH: `${join(home, 'bin')}:${process.env.PATH}`,
    SSL_CERT_FILE: certificates.ca,
    GIT_SSL_CAINFO: certificates.ca,
  };
};

const configured = (object: ApiObject, settings: Readonly<Record<string, string>>): ApiObject => {
  const inNamespace = { ...object, metadata: { ...object.metadata, namespace: argocdNamespace } };
  if (object.metadata.name === 'argocd-cm')
    return { ...inNamespace, data: { ...(object.data as Record<string, string> | undefined), ...settings } };
  if (object.metadata.name === 'argocd-secret') return { ...inNamespace, stringData: { 'server.secretkey': 'e2e' } };
  return inNamespace;
};
