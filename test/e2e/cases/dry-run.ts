import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { ApiError, type ApiObject } from '../api.ts';
import { applyCrds, readObjects } from '../apply.ts';
import type { Case } from '../case.ts';
import { NotReached } from '../until.ts';

const root = new URL('../../../', import.meta.url).pathname;

export const dryRun: Case = {
  name: 'dry-run',
  about: "an API server with both controllers' CRDs takes every manifest under this repository's out/",
  run: async ({ planes, ground, tell }) => {
    const { api } = planes.flux;
    await applyCrds(api, join(ground.programs.manifests, 'argocd'));
    const files = fastGlob.sync('out/**/*.yaml', { cwd: root }).sort();
    const objects = files
      .flatMap((file) => readObjects(join(root, file)).map((object) => ({ file, object })))
      // Kustomize's own file is no object.
      .filter(({ object }) => object.apiVersion !== 'kustomize.config.k8s.io/v1beta1');
    // A dry run in a namespace that is not there fails for that alone.
    for (const name of new Set(objects.map(({ object }) => object.metadata.namespace)))
      if (name !== undefined) await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const refused: string[] = [];
    api.warnings.clear();
    for (const { file, object } of objects) {
      try {
        await api.apply(object, { dryRun: true });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        refused.push(`${file}: ${error.message}`);
      }
    }
    refused.push(...[...api.warnings].filter((warning) => !warning.includes(expectedWarning)));
    if (refused.length > 0) throw new NotReached(refused.join('\n'));
    if (objects.length < 20) throw new NotReached(`only ${objects.length} objects under out/`);
    await api.apply(broken, { dryRun: true }).then(
      () => {
        throw new NotReached('a HelmRelease with a field that is unknown was taken');
      },
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
      },
    );
    tell(`${objects.length} objects of ${files.length} files`);
  },
};

/** API servers would have a path in Argo CD's finalizer; an AppProject's is only known to Argo CD without one. */
const expectedWarning = 'resources-finalizer.argocd.argoproj.io';

/** Shows that the API server looks at what it is given. */
const broken: ApiObject = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'broken', namespace: 'default' },
  spec: {
    interval: '1m',
    chart: { spec: { chart: 'x', sourceRef: { kind: 'HelmRepository', name: 'x' } } },
    unknown: 1,
  },
};
