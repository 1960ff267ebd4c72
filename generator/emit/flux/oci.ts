import type { Manifest } from '../../model/outputs.ts';
import type { Release } from '../../model/releases.ts';
import type { Located } from '../../model/values.ts';
import { chartRepository, ociTag } from '../chart-repository.ts';
import { manifest } from '../manifest.ts';
import { accessFields } from './access.ts';
import { chartLayer, sourceApi, sourceInterval } from './conventions.ts';

/** The chart of a release in an OCI registry. Flux takes the digest, and the tag is for people. */
export const ociRepository = (
  release: Release,
  { name, namespace }: { readonly name: string; readonly namespace: Located<string> },
): Manifest => {
  const { chart, access } = release;
  const { url, digest, at } = chartRepository(release) ?? { url: '', digest: '', at: chart.at };
  return manifest(
    {
      apiVersion: sourceApi,
      kind: 'OCIRepository',
      metadata: { name, namespace: namespace.value },
      spec: {
        interval: sourceInterval,
        url: `${url}/${chart.value.name}`,
        ref: { tag: ociTag(chart.value.version), digest },
        layerSelector: chartLayer,
        ...accessFields(access),
      },
    },
    {
      at: chart.at,
      origins: { '/metadata/namespace': namespace.at, '/spec/url': at, '/spec/ref': chart.at },
    },
  );
};
