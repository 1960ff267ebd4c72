import type { Hook, RenderedObject, Rendering } from 'helm-wasm';

/** An object of a release, with when it is applied. */
export interface Applied extends RenderedObject {
  /** `pre-install` and such; undefined for what is no hook. */
  readonly hook?: string;
}

const before = ['pre-install', 'pre-upgrade'];
const after = ['post-install', 'post-upgrade'];

/**
 * What an installation applies, in its order: CRDs, the hooks before, the objects, the hooks after. Hooks for deletion, rollback and tests wait for
 * theirs, and are left out.
 */
export const applied = ({ crds, hooks, objects }: Rendering): readonly Applied[] => [
  ...crds,
  ...at(hooks, before),
  ...objects,
  ...at(hooks, after),
];

const at = (hooks: readonly Hook[], events: readonly string[]): readonly Applied[] =>
  hooks
    .filter(({ hook }) => hook.events.some((event) => events.includes(event)))
    .toSorted((a, b) => a.hook.weight - b.hook.weight)
    .map((each) => ({ ...each, hook: each.hook.events.filter((event) => events.includes(event)).join(', ') }));
