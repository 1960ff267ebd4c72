import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from './api.ts';
import type { Programs } from './build.ts';
import type { Processes } from './processes.ts';
import { until } from './until.ts';

/** An API server with its controller manager. */
export interface ControlPlane {
  readonly name: string;
  readonly api: Api;
  readonly kubeconfig: string;
}

/** Files of the certificates that everything on loopback trusts and shows. */
export interface Certificates {
  readonly folder: string;
  readonly ca: string;
  readonly server: { readonly certificate: string; readonly key: string };
  readonly admin: { readonly certificate: string; readonly key: string };
}

const openssl = (folder: string, ...args: readonly string[]): void => {
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
};

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export const makeCertificates = (folder: string): Certificates => {
  mkdirSync(folder, { recursive: true });
  openssl(
    folder,
    ...['req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', '/CN=e2e'],
  );
  const sign = (name: string, subject: string, extensions: string): { certificate: string; key: string } => {
    writeFileSync(join(folder, `${name}.ext`), extensions);
    openssl(folder, ...['req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject]);
    const request = ['-in', `${name}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'];
    openssl(folder, 'x509', '-req', ...request, '-out', `${name}.crt`, '-days', '2', '-extfile', `${name}.ext`);
    return { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  };
  openssl(folder, 'genrsa', '-out', 'service-accounts.key', '2048');
  openssl(folder, 'rsa', '-in', 'service-accounts.key', '-pubout', '-out', 'service-accounts.pub');
  const names = 'IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes.default.svc';
  return {
    folder,
    ca: join(folder, 'ca.crt'),
    server: sign('server', '/CN=localhost', `subjectAltName=${names}\nextendedKeyUsage=serverAuth`),
    admin: sign('admin', '/O=system:masters/CN=e2e-admin', 'extendedKeyUsage=clientAuth'),
  };
};

const etcdUrl = 'http://127.0.0.1:12379';

export const startEtcd = (processes: Processes, folder: string): void => {
  const peers = 'http://127.0.0.1:12380';
  processes.start('etcd', 'etcd', [
    ...['--data-dir', join(folder, 'etcd'), '--unsafe-no-fsync'],
    ...['--listen-client-urls', etcdUrl, '--advertise-client-urls', etcdUrl],
    ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `default=${peers}`],
  ]);
};

/** Starts an API server of its own part of etcd. */
export const startControlPlane = async (
  { name, port }: { name: string; port: number },
  { folder, programs, processes, certificates }: Ground,
): Promise<ControlPlane> => {
  const { server, admin, ca, folder: pki } = certificates;
  processes.start(`kube-apiserver-${name}`, join(programs.bin, 'kube-apiserver'), [
    ...['--bind-address', '127.0.0.1', '--advertise-address', '127.0.0.1', '--secure-port', String(port)],
    ...['--etcd-servers', etcdUrl, '--etcd-prefix', `/${name}`, '--service-cluster-ip-range', '10.96.0.0/16'],
    ...['--tls-cert-file', server.certificate, '--tls-private-key-file', server.key, '--client-ca-file', ca],
    ...['--service-account-issuer', 'https://kubernetes.default.svc'],
    ...['--service-account-key-file', join(pki, 'service-accounts.pub')],
    ...['--service-account-signing-key-file', join(pki, 'service-accounts.key')],
    ...['--authorization-mode', 'RBAC', '--endpoint-reconciler-type', 'none', '--allow-privileged'],
  ]);
  const url = `https://127.0.0.1:${port}`;
  const kubeconfig = join(folder, `${name}.kubeconfig`);
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(name, url, certificates), undefined, 2));
  const api = new Api({ server: url, ca, ...admin });
  const ready = until(`API server of ${name}`, 'ok', () => api.send('GET', '/readyz'));
  await Promise.race([ready, processes.ended]);
  processes.start(`kube-controller-manager-${name}`, join(programs.bin, 'kube-controller-manager'), [
    ...['--kubeconfig', kubeconfig, '--bind-address', '127.0.0.1', '--secure-port', String(port + 1)],
    ...['--leader-elect=false', '--use-service-account-credentials=false', '--root-ca-file', ca],
    ...['--service-account-private-key-file', join(pki, 'service-accounts.key')],
    ...['--controllers', '*,-nodeipam,-node-route-controller,-cloud-node-lifecycle-controller'],
  ]);
  return { name, api, kubeconfig };
};

/** What everything that is started stands on. */
export interface Ground {
  readonly folder: string;
  readonly programs: Programs;
  /** The major version of the Helm that Argo CD calls. */
  readonly helm: string;
  /** Seconds after which Argo CD ends a sync. */
  readonly syncTimeout: number;
  readonly processes: Processes;
  readonly certificates: Certificates;
}

/** A kubeconfig in JSON, which is YAML too. */
const kubeconfigOf = (name: string, server: string, { ca, admin }: Certificates): unknown => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name, cluster: { server, 'certificate-authority': ca } }],
  users: [{ name, user: { 'client-certificate': admin.certificate, 'client-key': admin.key } }],
  contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
  'current-context': name,
});
