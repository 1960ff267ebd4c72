/**
 * What merging and dropping do to values, held against the real Helm 3 and Helm 4. `ESPALIER_SEED=n`
 * repeats a run (seed.ts), `CASES=n` sets its size. A failure is printed reduced to the smallest case that still fails.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { MapTree } from '../generator/model/values.ts';
import { mergeMaps } from '../generator/resolve/merge.ts';
import { differenceMade, prune } from './helm-properties/dropped.ts';
import { facts } from './helm-properties/facts.ts';
import {
  type Counts,
  chartFeatures,
  featuresOfChart,
  featuresOfLayers,
  layerFeatures,
} from './helm-properties/features.ts';
import { type ChartCase, generateChartCase } from './helm-properties/generate-chart.ts';
import { generateLayers } from './helm-properties/generate-values.ts';
import { buildHelm, chartText, type Helm } from './helm-properties/helm.ts';
import { hold, type Verdict } from './helm-properties/property.ts';
import { newRandom } from './helm-properties/random.ts';
import { smallerChartCases, smallerLayers } from './helm-properties/reduce.ts';
import { canonical, canonicalTree, map, textOf } from './helm-properties/trees.ts';
import { seed } from './seed.ts';

const cases = Number(process.env.CASES ?? 10_000);
/** Below it a feature counts as forgotten by the generator. */
const share = 0.005;
const run = `ESPALIER_SEED=${seed} CASES=${cases}`;

let helm: Helm;
before(() => {
  helm = buildHelm();
});
after(() => helm.close());

const fold = (layers: readonly MapTree[]): MapTree => layers.reduce((lower, upper) => mergeMaps(lower, upper), map([]));

const checkMerges = (generated: readonly (readonly MapTree[])[]): readonly Verdict[] => {
  const answers = helm.merge(generated);
  return generated.map((layers, index) => {
    const ours = canonicalTree(fold(layers));
    const wrong = Object.entries(answers[index] ?? { helm: null }).find(([, theirs]) => canonical(theirs) !== ours);
    const failure = wrong && `${ours} here, ${canonical(wrong[1])} by ${wrong[0]}`;
    return { failure, features: featuresOfLayers(layers) };
  });
};

const checkDrops = (generated: readonly ChartCase[]): readonly Verdict[] => {
  const pruned = generated.map(prune);
  const answers = helm.compute(
    generated.map(({ chart, user }, index) => ({ chart, users: [user, pruned[index]?.sent ?? user] })),
  );
  return generated.map((one, index) => {
    const [answer, dropped] = [answers[index], pruned[index]?.dropped ?? []];
    assert(answer !== undefined);
    return { failure: differenceMade(dropped, answer), features: featuresOfChart(one, dropped, answer) };
  });
};

const report = (counts: Counts): void =>
  console.log(`${run}\n${[...counts].map(([feature, times]) => `${feature}: ${times}`).join(' · ')}`);

describe(`generated values and the real Helm, ${run}`, () => {
  test('our fold of layers is that of Helm 4 and of Helm 3', () => {
    const random = newRandom(seed);
    const generate = (): readonly MapTree[] => generateLayers(random);
    const print = (layers: readonly MapTree[]): string => `${run}: layers ${layers.map(textOf).join(' then ')}`;
    const features = layerFeatures;
    report(hold({ generate, check: checkMerges, smaller: smallerLayers, print, features, share }, cases));
  });

  test('nulls that are not sent change nothing else in what Helm 4 and Helm 3 compute', () => {
    const random = newRandom(seed);
    const generate = (): ChartCase => generateChartCase(random);
    const print = ({ chart, user }: ChartCase): string => `${run}: chart ${chartText(chart)}, user ${textOf(user)}`;
    const features = chartFeatures;
    report(hold({ generate, check: checkDrops, smaller: smallerChartCases, print, features, share }, cases));
  });
});

describe('facts about Helm', () => {
  const readme = readFileSync(new URL('helm-properties/README.md', import.meta.url), 'utf8');
  for (const { title, chart, layers, helm3, helm4 } of facts)
    test(title, () => {
      const [answer] = helm.compute([{ chart, users: [fold(layers)] }]);
      const seen = [answer?.helm3, answer?.helm4].map((both) => both?.[0]?.values ?? both?.[0]?.error ?? null);
      assert.deepEqual(seen.map(canonical), [helm3, helm4].map(canonical));
      assert(readme.includes(`| ${title} |`), 'README.md does not tell');
    });
});
