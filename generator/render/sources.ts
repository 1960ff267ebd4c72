import { HelmError, type Rendering, type RenderRequest } from 'helm-wasm';
import type { Release } from '../model/releases.ts';
import type { ClusterObject, SourceOf } from '../model/rendered.ts';
import type { JsonObject } from '../model/values.ts';
import { plainJson } from '../plain.ts';
import { requestOf } from './render-release.ts';

type RenderOf = (release: Release) => (request: RenderRequest) => Promise<Rendering>;

/** Finds where objects are written by rendering their releases once more, each once. */
export const sources =
  (renderOf: RenderOf): SourceOf =>
  async ({ release, part, rendered }) => {
    const request = { ...requestOf(release, plainJson(release.values) as JsonObject), lines: true };
    const again = await renderOf(release)(request).catch(notAgain);
    const all = again && partOf(again, part);
    // Another render makes the same objects in the same order, unless chance has a part in them.
    const same = all?.filter(
      ({ template, line, object }) =>
        template === rendered.template && line === rendered.line && object.kind === rendered.object.kind,
    );
    // Items of one list are written where the list is.
    return new Set(same?.map(({ source }) => JSON.stringify(source))).size === 1 ? same?.[0]?.source : undefined;
  };

const partOf = ({ crds, hooks, objects }: Rendering, part: ClusterObject['part']): Rendering['objects'] =>
  part === 'hook' ? hooks : part === 'crd' ? crds : objects;

const notAgain = (error: unknown): undefined => {
  if (!(error instanceof HelmError) || error.kind === 'request') throw error;
};
