import { changedImages } from './images.ts';
import type { DangerRule } from './rule.ts';
import { isEarlier } from './versions.ts';
import { clipped } from './words.ts';

/** An earlier version of the same image: what the newer one has written may be beyond it. */
export const imageBackwards: DangerRule = (cluster) =>
  changedImages(cluster).flatMap(({ subject, path, user, before, after }) => {
    if (before?.tag === undefined || after.tag === undefined || before.repository !== after.repository) return [];
    if (!isEarlier(after.tag, before.tag)) return [];
    const [from, to] = [before.tag, after.tag].map(clipped);
    return [
      {
        code: 'image-backwards',
        ...subject,
        path,
        message: `${user} goes back from ${from} to ${to}: the earlier version may not read what the newer one has written`,
        fix: `Keep ${from}; or read its release notes for whether one can go back, and have a backup.`,
      } as const,
    ];
  });
