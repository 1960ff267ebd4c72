import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate } from '../src/kubeconform.ts';

const schemas = new Map([
  [
    'thing-example-v1.json',
    JSON.stringify({
      type: 'object',
      additionalProperties: false,
      required: ['spec'],
      properties: {
        apiVersion: { type: 'string', enum: ['example.org/v1'] },
        kind: { type: 'string' },
        metadata: { type: 'object', additionalProperties: false, properties: { name: { type: 'string' } } },
        spec: {
          type: 'object',
          additionalProperties: false,
          required: ['size'],
          properties: {
            size: { type: 'integer', minimum: 1 },
            'a/b~c': { type: 'string' },
            port: { type: ['integer', 'string'] },
            interval: { type: 'string', pattern: '^[0-9]+s$' },
            list: { type: 'array', items: { type: 'object', properties: { on: { type: 'boolean' } } } },
          },
        },
      },
    }),
  ],
]);

const thing = (spec: unknown, metadata: unknown = { name: 'a' }): object => ({
  apiVersion: 'example.org/v1',
  kind: 'Thing',
  metadata,
  spec,
});

test('a valid document gets its name and no findings', async () => {
  assert.deepEqual(await validate([thing({ size: 2 }, { name: 'one' })], { schemas, strict: true }), [
    { apiVersion: 'example.org/v1', kind: 'Thing', namespace: '', name: 'one', status: 'valid', errors: [] },
  ]);
});
