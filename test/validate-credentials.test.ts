import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { credentialLiterals } from '../generator/validate/credentials.ts';
import { resolvedCluster } from './emit-fixture.ts';
import { values } from './trees.ts';

/** Lines of the literals that are found in values. */
const linesOf = (text: string): readonly (number | undefined)[] => {
  const { releases } = resolvedCluster({
    name: 'eu',
    controller: 'flux',
    releases: [{ service: 'web', values: text }],
  });
  return releases.flatMap(credentialLiterals).map(({ at }) => at?.line);
};

describe('credentials', () => {
  for (const line of [
    'password: hunter2',
    'adminPassword: "12345"',
    'admin_password: 12345',
    'passphrase: correct horse',
    'apiToken: abc',
    'auth: { bearer: abc }',
    'secretKey: 9f8a7b6c',
    'accessKey: AKIAEXAMPLE7',
    'aws_secret_access_key: wJalrXUtnFEMI7MDENG',
    'clientSecret: hunter',
    'secret: "Tr0ub4dor&3"',
    'passwordHash: $2y$10$abcdefghijkl',
    'tokens: [one, two]',
    'env: [{ name: DB_PASSWORD, value: hunter2 }]',
    'env: { DB_PASSWORD: hunter2 }',
    'url: postgres://web:hunter2@db.example.com/web',
    'tls: "-----BEGIN EC PRIVATE KEY-----"',
    'config: "[db]\\nurl = amqp://user:pass@mq/"',
  ])
    test(line, () => assert(linesOf(line).every((found) => found === 1) && linesOf(line).length > 0));
});

describe('no credentials', () => {
  for (const line of [
    'password: ""',
    'password: null',
    'password: true',
    'passwordKey: admin-password',
    'existingSecret: web-credentials',
    'existingSecretKey: password7',
    'secretName: web-credentials',
    'secret: web-credentials-2',
    'imagePullSecrets: [regcred]',
    'credentials: web-s3',
    'secretKey: postgres-password',
    'privateKey: tls.key',
    'sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5]',
    'tokenReviewer: true',
    'automountServiceAccountToken: "false"',
    'maxTokens: 4096',
    'tokens: 100',
    'token: /var/run/secrets/kubernetes.io/serviceaccount/token',
    'password: ${DB_PASSWORD}',
    'password: $(DB_PASSWORD)',
    'password: $__file{/etc/secrets/password}',
    'password: "{{ .Values.password }}"',
    'password: <path:secret/data/web#password>',
    'password: ref+vault://web/password',
    'password: vault:secret/data/web#password',
    'password: { secretKeyRef: { name: web, key: password } }',
    'env: [{ name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: web, key: password } } }]',
    'env: [{ name: DB_PASSWORD_FILE, value: hunter2 }]',
    'url: https://example.com:8443/path@2',
    'url: postgres://web:${DB_PASSWORD}@db/web',
    'certificate: "-----BEGIN CERTIFICATE-----"',
  ])
    test(line, () => assert.deepEqual(linesOf(line), []));
});

test('escape hatches are looked into, and the literal is not repeated', () => {
  const patch = values('spec: { postRenderers: [{ password: hunter2 }] }');
  const { releases } = resolvedCluster({
    name: 'eu',
    controller: 'flux',
    releases: [{ service: 'web', other: { patches: { helmRelease: [patch] } } }],
  });
  const [found, ...others] = releases.flatMap(credentialLiterals);
  assert.equal(found?.at?.column, 37);
  assert.deepEqual(others, []);
  assert(!JSON.stringify(found).includes('hunter2'));
});
