import type { Tree } from './model/values.ts';

/** Whether a null was written there, which takes a lower layer's value or the chart's default away. */
export const isNull = (tree: Tree | undefined): boolean => tree?.kind === 'scalar' && tree.value === null;
