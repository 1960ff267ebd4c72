import type { Step } from '../../model/comparison.ts';
import { fieldOf, listOf, textOf } from '../../object-fields.ts';
import { podTemplateOf } from '../../pod-templates.ts';
import { splitPointer } from '../../pointer.ts';

export interface PodContainer {
  readonly name: string;
  readonly container: unknown;
  readonly path: readonly Step[];
}

/** The pods that an object of a built-in kind makes. */
export interface Pods {
  readonly spec: unknown;
  readonly path: readonly Step[];
  /** Those that run before the others, too. */
  readonly containers: readonly PodContainer[];
}

export const podsOf = (object: unknown): Pods | undefined => {
  const template = podTemplateOf(object);
  if (template === undefined) return undefined;
  const spec = fieldOf(template.template, 'spec');
  const path = [...splitPointer(template.path), 'spec'];
  const containers = ['initContainers', 'containers'].flatMap((list) =>
    listOf(spec, list).map((container, index): PodContainer => {
      const name = textOf(container, 'name') ?? String(index);
      return { name, container, path: [...path, list, { by: 'name', is: name }] };
    }),
  );
  return { spec, path, containers };
};
