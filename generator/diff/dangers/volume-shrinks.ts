import { fieldOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';
import { nanosOf } from '../../quantity.ts';
import { changedObjects } from './changed-objects.ts';
import type { DangerRule } from './rule.ts';
import { clipped } from './words.ts';

const size = ['spec', 'resources', 'requests', 'storage'];

/** A claim that asks for less than it has. */
export const volumeShrinks: DangerRule = (cluster) =>
  changedObjects(cluster).flatMap(({ subject, before, after }) => {
    if (before === undefined || after === undefined || before.name.name !== after.name.name) return [];
    if (before.name.namespace !== after.name.namespace) return [];
    if (groupKindOf(after.object) !== 'PersistentVolumeClaim') return [];
    const [old, now] = [fieldOf(before.object, ...size), fieldOf(after.object, ...size)];
    const [more, less] = [nanosOf(old), nanosOf(now)];
    if (more === undefined || less === undefined || less >= more) return [];
    return [
      {
        code: 'volume-shrinks',
        ...subject,
        path: size,
        message: `the volume is to shrink from ${clipped(String(old))} to ${clipped(String(now))}: the API server refuses it, and the release stays as it is`,
        fix: 'Keep the size; a smaller volume is a new claim with the data copied over.',
      } as const,
    ];
  });
