import { type Helm, HelmError, type Read } from 'helm-wasm';
import type { ContractReads, ReadNode } from '../model/charts.ts';
import type { ChartContent } from './chart.ts';
import { record } from './contract.ts';

/** What the templates of a chart read; undefined where Helm does not load it, or its templates take too long to follow. */
export const readsOf = async (
  content: ChartContent,
  start: (() => Promise<Helm>) | undefined,
): Promise<ContractReads | undefined> => {
  if (start === undefined) return undefined;
  const helm = await start();
  try {
    const chart = await helm.load(content);
    const { reads, allIf } = await chart.reads();
    return { values: treeOf(reads), allIf };
  } catch (error) {
    if (error instanceof HelmError && error.kind !== 'request') return undefined;
    throw error;
  } finally {
    await helm.close();
  }
};

type Growing = { [key: string]: Growing | true };

/** Reads as a tree. They come sorted, so what is open comes before what would lie below it. */
const treeOf = (reads: readonly Read[]): ReadNode => {
  if (reads.some(({ path, open }) => open && path.length === 0)) return true;
  const top: Growing = record([]);
  for (const { path, open } of reads) {
    let at: Growing = top;
    for (const [index, key] of path.entries()) {
      const isLast = index === path.length - 1;
      const below = at[key] ?? (isLast && open ? true : record<Growing | true>([]));
      at[key] = below;
      if (below === true) break;
      at = below;
    }
  }
  return top;
};
