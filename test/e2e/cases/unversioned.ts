import type { Case } from '../case.ts';
import { dataOf, expect, expectSettled, type Target } from '../target.ts';
import { stays } from '../until.ts';

const template = 'charts/unversioned/templates/configmap.yaml';

export const unversioned: Case = {
  name: 'unversioned',
  about: 'a chart of the repository that changes under its old version arrives on Argo CD, and never on Flux',
  alone: true,
  run: async ({ bootstrap, repository }) => {
    const [argocd, flux] = await Promise.all([bootstrap('unversioned-argocd'), bootstrap('unversioned-flux')]);
    await Promise.all([expectSettled(argocd, 'local'), expectSettled(flux, 'local')]);
    // `generate` refuses this, so the chart is changed behind its back.
    const edit = (from: string, to: string) => ({
      after: () => repository.write(template, repository.read(template).replace(from, to)),
    });
    await repository.change('A chart, without a new version', {}, edit('"one"', '"two"'));
    await expect(argocd, 'the chart', 'two', () => marker(argocd));
    await stays('Flux has the old chart', 'one', () => marker(flux), 8);
    await repository.change('The new version', {
      'charts/unversioned/Chart.yaml': (text) => text.replace('version: 1.0.0', 'version: 1.0.1'),
    });
    await expect(flux, 'the chart', 'two', () => marker(flux));
  },
};

const marker = async ({ api }: Target): Promise<unknown> =>
  ((await dataOf(api, 'unversioned', 'local')) as { marker?: string } | undefined)?.marker;
