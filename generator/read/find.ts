import type { Position } from '../model/problems.ts';
import type { Tree } from '../model/values.ts';
import { splitPointer } from '../pointer.ts';

interface Found {
  readonly tree: Tree;
  /** Where the key stands that leads to it; absent at the root and for items of a list. */
  readonly key?: Position;
}

/** What stands at a JSON pointer. */
export const find = (root: Tree, pointer: string): Found | undefined => {
  let found: Found | undefined = { tree: root };
  for (const part of splitPointer(pointer)) {
    const tree: Tree | undefined = found?.tree;
    if (tree?.kind === 'map') {
      const entry = tree.entries.get(part);
      found = entry && { tree: entry.value, key: entry.key };
    } else {
      const item = tree?.kind === 'list' ? tree.items[Number(part)] : undefined;
      found = item && { tree: item };
    }
  }
  return found;
};
