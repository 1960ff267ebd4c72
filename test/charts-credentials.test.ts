import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { variableCredentials, variablesFor } from '../generator/charts/credentials/variables.ts';
import { type Answering, behindBasic, serve } from './loopback.ts';
import { behindToken, pushed, registry } from './registry-server.ts';
import { type Run, repositoryAt, runWired, type Wired, wired } from './wire-repository.ts';

const secret = 's3cr3t-pa55';

describe('variables', () => {
  test('have a name of their own for each host', () => {
    assert.equal(variablesFor('registry.my-company.com:5000'), 'ESPALIER_PASSWORD_REGISTRY_MY__COMPANY_COM_5000');
    assert.equal(variablesFor('10.0.0.1'), 'ESPALIER_PASSWORD_10_0_0_1');
    assert.equal(variablesFor('[fd00::1]:5000'), 'ESPALIER_PASSWORD__FD00__1__5000');
  });

  test('are none for a host whose name could be taken for that of another', () => {
    const environment = { ESPALIER_PASSWORD_MY__REGISTRY_COM: secret, ESPALIER_PASSWORD_A___REGISTRY_COM: secret };
    assert.notEqual(variableCredentials('my-registry.com', environment), undefined);
    for (const host of [
      'my_.registry.com',
      'my._registry.com',
      'my..registry.com',
      'a-.-registry.com',
      'a-_registry.com',
    ])
      assert.deepEqual([variablesFor(host), variableCredentials(host, environment)], [undefined, undefined], host);
  });
});

describe('over plain HTTP', () => {
  /** A repository or registry of another machine, which a proxy on this one plays. */
  const runAt = async (
    context: TestContext,
    repository: string,
    settings: string,
    answer: Answering,
    prepare: (at: Wired) => Readonly<Record<string, string>>,
  ): Promise<{ readonly run: Run; readonly shown: readonly string[] }> => {
    const server = await serve(context, (request, response) => {
      const { host, pathname, search } = new URL(request.url ?? '');
      answer(Object.assign(request, { url: pathname + search, headers: { ...request.headers, host } }), response);
    });
    const at = await wired({ repository }, {}, settings);
    const run = await runWired(at, ['lock'], {
      environment: { HTTP_PROXY: `http://${server.host}`, ...prepare(at) },
    });
    return { run, shown: server.requests.flatMap(({ authorization }) => authorization ?? []) };
  };
  const index = `entries:\n  web:\n  - { version: 1.0.0, digest: ${'1'.repeat(64)}, urls: [web.tgz] }\n`;
  const charts = behindBasic('ci', secret, (_, response) => response.end(index));
  const http = 'http://charts.test/charts';
  const variables = () => ({ ESPALIER_USERNAME_CHARTS_TEST: 'ci', ESPALIER_PASSWORD_CHARTS_TEST: secret });
  const helmEntry =
    (url: string) =>
    ({ home }: Wired): Readonly<Record<string, string>> => {
      mkdirSync(join(home, 'helm'), { recursive: true });
      writeFileSync(
        join(home, 'helm/repositories.yaml'),
        `repositories:\n- { name: a, username: ci, password: ${secret}, url: "${url}" }\n`,
      );
      return { HELM_CONFIG_HOME: join(home, 'helm') };
    };

  test('variables, which name no scheme, are not sent', async (context) => {
    const { run, shown } = await runAt(context, http, '{}', charts, variables);
    assert.deepEqual([run.code, run.told, shown], [1, [`repository-unauthorized ${repositoryAt}`], []]);
    assert.match(run.messages.join(), /wants credentials \(401\).*repositories\.yaml, which alone counts without TLS/);
  });

  test("Helm's entry for that very URL is sent, and none for the same with TLS", async (context) => {
    assert.equal((await runAt(context, http, '{}', charts, helmEntry(`${http}/`))).run.code, 0);
    const other = await runAt(context, http, '{}', charts, helmEntry('https://charts.test/charts'));
    assert.deepEqual([other.run.code, other.shown], [1, []]);
  });

  test('`insecure: true` chooses it for a repository', async (context) => {
    const { run } = await runAt(context, http, `{ "${http}": { insecure: true } }`, charts, variables);
    assert.equal(run.code, 0, run.text);
  });

  const oci = 'oci://registry.test/charts';
  const insecure = `{ "${oci}": { insecure: true } }`;
  const tags = registry({ '1.0.0': pushed('1.0.0') });

  test('`insecure: true` chooses it for a registry', async (context) => {
    const { run } = await runAt(context, oci, insecure, behindToken('ci', secret, tags), () => ({
      ESPALIER_USERNAME_REGISTRY_TEST: 'ci',
      ESPALIER_PASSWORD_REGISTRY_TEST: secret,
    }));
    assert.equal(run.code, 0, run.text);
  });

  test('`insecure: true` of a registry chooses nothing for another that it names for tokens', async (context) => {
    const answer = behindToken('ci', secret, tags, 'http://other.example.com/token');
    const { run, shown } = await runAt(context, oci, insecure, answer, () => ({
      ESPALIER_USERNAME_OTHER_EXAMPLE_COM: 'ci',
      ESPALIER_PASSWORD_OTHER_EXAMPLE_COM: secret,
    }));
    assert.deepEqual([run.told, shown], [[`repository-unauthorized ${repositoryAt}`], []]);
    assert.match(run.messages.join(), /other\.example\.com wants credentials/);
  });
});
