import { apiOf, fieldOf, listOf, textOf } from './object-fields.ts';

/** A pod's template in an object, and where. */
export interface PodTemplate {
  /** `metadata` and `spec`. */
  readonly template: unknown;
  /** JSON pointer to it. */
  readonly path: string;
}

const paths: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  ReplicationController: ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** `apps/Deployment`, or `Pod` in the core group. */
export const groupKindOf = (object: unknown): string => {
  const { group, kind } = apiOf(object);
  return group === '' ? kind : `${group}/${kind}`;
};

/** The template that an object of a built-in kind makes pods from. */
export const podTemplateOf = (object: unknown): PodTemplate | undefined => {
  const kind = groupKindOf(object);
  const keys = Object.hasOwn(paths, kind) ? paths[kind] : undefined;
  if (keys === undefined) return undefined;
  const template = fieldOf(object, ...keys);
  return template === undefined ? undefined : { template, path: keys.map((key) => `/${key}`).join('') };
};

export interface Container {
  readonly container: unknown;
  readonly path: string;
  readonly name: string;
}

/** Those that run, and those that run before. */
export const containersOf = ({ template, path }: PodTemplate): readonly Container[] =>
  ['initContainers', 'containers'].flatMap((key) =>
    listOf(template, 'spec', key).map((container, index) => ({
      container,
      path: `${path}/spec/${key}/${index}`,
      name: textOf(container, 'name') ?? String(index),
    })),
  );
