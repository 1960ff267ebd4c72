import { changedImages } from './images.ts';
import type { DangerRule } from './rule.ts';
import { clipped } from './words.ts';

export const imageRegistryChanged: DangerRule = (cluster) =>
  changedImages(cluster).flatMap(({ subject, path, user, before, after }) => {
    if (before === undefined || before.registry === after.registry) return [];
    return [
      {
        code: 'image-registry-changed',
        ...subject,
        path,
        message: `the image of ${user} comes from ${clipped(after.registry)}, and no longer from ${clipped(before.registry)}: others decide what is in it, and nodes must be able to pull from there`,
        fix: 'Make sure that the registry is one you trust, that nodes reach it, and that its pull secret is there.',
      } as const,
    ];
  });
