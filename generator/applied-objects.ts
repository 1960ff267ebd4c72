import type { Hook, RenderedObject, Rendering } from 'helm-wasm';
import type { AppliedObject } from './model/rendered.ts';
import { withoutLists } from './without-lists.ts';

/** All that a cluster gets of a rendering, in the order in which it is applied. */
export const appliedObjects = ({
  crds,
  objects,
  hooks,
}: Pick<Rendering, 'crds' | 'objects' | 'hooks'>): readonly AppliedObject[] => {
  const taken = (part: AppliedObject['part'], all: readonly RenderedObject[]): readonly AppliedObject[] =>
    withoutLists(all).map((rendered) => ({ part, rendered }));
  return [...taken('crd', crds), ...taken('object', objects), ...taken('hook', hooks.filter(runs))];
};

/** Tests run when somebody asks for them, which neither controller does unless told to. */
const runs = ({ hook: { events } }: Hook): boolean => events.some((event) => !event.startsWith('test'));
