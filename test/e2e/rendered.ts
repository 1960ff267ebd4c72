import assert from 'node:assert/strict';
import type { Repository } from './repository.ts';
import type { Target } from './target.ts';

/** Holds that each object that `espalier render` shows of a cluster is there, with every field that it shows. Returns how many there are. */
export const expectRendered = async (repository: Repository, { cluster, api }: Target): Promise<number> => {
  let count = 0;
  for (const { namespace, objects } of await repository.render(cluster))
    for (const { object } of objects) {
      const name = `${cluster}: ${object.kind} ${object.metadata.name}`;
      const live = await api.get({ namespace, ...object, ...object.metadata });
      assert(live !== undefined, `${name} is rendered, and not there`);
      assertHolds(live, object, name);
      count += 1;
    }
  assert(count > 0, `nothing is rendered for ${cluster}`);
  return count;
};

/** Whatever an API server and controllers add to an object, what was rendered is in it as it is. */
const assertHolds = (live: unknown, rendered: unknown, path: string): void => {
  if (rendered === null) return;
  if (Array.isArray(rendered)) {
    assert(Array.isArray(live) && live.length === rendered.length, path);
    for (const [index, item] of rendered.entries()) assertHolds(live[index], item, `${path}/${index}`);
  } else if (typeof rendered === 'object') {
    assert(typeof live === 'object' && live !== null, path);
    for (const [key, value] of Object.entries(rendered as object))
      assertHolds((live as Record<string, unknown>)[key], value, `${path}/${key}`);
  } else assert.equal(live, rendered, path);
};
