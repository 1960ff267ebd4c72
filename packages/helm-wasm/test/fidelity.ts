import assert from 'node:assert/strict';
import { type Chart, HelmError, type Rendering, type RenderRequest } from '../src/helm.ts';
import type { NativeAnswer } from './native.ts';

/** What came of a chart here: its objects, or the error. */
export const outcome = async (
  load: () => Promise<Chart>,
  request: RenderRequest,
): Promise<Rendering | { readonly failure: HelmError }> => {
  try {
    const chart = await load();
    try {
      return await chart.render(request);
    } finally {
      await chart.drop().catch(() => undefined);
    }
  } catch (error) {
    if (error instanceof HelmError) return { failure: error };
    throw error;
  }
};

/** Whether Helm says what is said here: line for line, but for what it leaves to the order of a map. */
export const saysTheSame = (here: string, native: string): boolean => {
  const theirs = lines(native);
  return lines(here).every((line) => theirs.some((other) => other.includes(line)));
};

const lines = (message: string): readonly string[] =>
  message
    .split('\n')
    .map((line) => line.trim())
    .map((line) => line.replace(/type mismatch on \S+: .*/, 'type mismatch on a sub-chart'))
    .map((line) => line.replace(/'[^']*'(?:, '[^']*')+/, (names) => names.split(', ').sort().join(', ')));

/** Holds that Helm and the engine say the same: the same objects in the same order, or an error that says the same. */
export const assertEqual = (
  ours: Rendering | { readonly failure: HelmError },
  native: NativeAnswer,
  name: string,
): void => {
  if ('failure' in ours || native.error !== undefined) {
    const said = 'failure' in ours ? ours.failure.message.trim() : 'no error';
    assert(
      saysTheSame(said, native.error ?? 'Helm renders it'),
      `${name}\n  here ${said}\n  Helm ${native.error ?? 'no error'}`,
    );
    return;
  }
  const plain = ({ template, object }: { readonly template: string; readonly object: unknown }): unknown => ({
    template,
    object,
  });
  assert.deepEqual(ours.values, native.values, `${name}: values`);
  assert.deepEqual(ours.objects.map(plain), native.objects, `${name}: objects`);
  assert.deepEqual(ours.crds.map(plain), native.crds, `${name}: CRDs`);
  assert.deepEqual(
    ours.hooks.map(({ template, object, hook }) => ({ template, object, events: hook.events, weight: hook.weight })),
    native.hooks.map(({ weight = 0, ...hook }) => ({ ...hook, weight })),
    `${name}: hooks`,
  );
  assert.equal(ours.notes, native.notes, `${name}: notes`);
};

/** Holds that what came here is what Helm gave at least once. */
export const assertIsOneOf = (
  ours: Parameters<typeof assertEqual>[0],
  outcomes: readonly NativeAnswer[],
  name: string,
): void => {
  const isOne = outcomes.some((native) => {
    try {
      assertEqual(ours, native, name);
      return true;
    } catch {
      return false;
    }
  });
  if (!isOne && outcomes[0] !== undefined) assertEqual(ours, outcomes[0], name);
};
