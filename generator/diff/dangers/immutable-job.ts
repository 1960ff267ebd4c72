/** What the API server compares of Jobs: ValidateJobSpecUpdate of pkg/apis/batch/validation. */
import type { JsonObject } from '../../model/values.ts';
import { fieldOf, mapOf } from '../../object-fields.ts';
import { storedTemplate } from './as-stored.ts';

interface Sides {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** Where a suspended Job's pods run may change, and their labels and annotations too, until it starts. */
export const jobTemplate = (object: JsonObject, { before }: Sides): unknown => {
  const template = storedTemplate(fieldOf(object, 'spec', 'template'));
  if (fieldOf(before, 'spec', 'suspend') !== true) return template;
  const { labels: _labels, annotations: _annotations, ...metadata } = mapOf(template, 'metadata');
  const {
    affinity,
    nodeSelector: _selector,
    tolerations: _,
    schedulingGates: _gates,
    ...spec
  } = mapOf(template, 'spec');
  const { nodeAffinity: _nodes, ...others } = mapOf(affinity);
  return { metadata, spec: { ...spec, affinity: others } };
};

/** Those of an indexed Job may change together with its parallelism. Where neither was said, both are 1, and stay so. */
export const jobCompletions = (object: JsonObject, { before, after }: Sides): unknown => {
  if ([before, after].every((side) => fieldOf(side, 'spec', 'completions') === undefined)) return undefined;
  const spec = mapOf(object, 'spec');
  const now = mapOf(after, 'spec');
  if (now.completionMode === 'Indexed' && now.completions === (now.parallelism ?? 1)) return undefined;
  return spec.completions ?? (spec.parallelism === undefined ? 1 : undefined);
};
