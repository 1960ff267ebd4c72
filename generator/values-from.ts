import type { MapTree } from './model/values.ts';

/** Whether a reference to values of the cluster lies over a release's own; one without a target lies below them. */
export const hasTarget = (reference: MapTree): boolean => reference.entries.has('targetPath');
