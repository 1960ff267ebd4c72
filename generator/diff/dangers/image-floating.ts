import { changedImages, type Image } from './images.ts';
import type { DangerFinding, DangerRule } from './rule.ts';
import { clipped } from './words.ts';

const moving =
  /^(?:latest|main|master|trunk|head|develop|development|dev|edge|nightly|stable|canary|unstable|testing|staging|production|prod|next|current|rolling|snapshot|release)$/i;

/** What names no version, or says that it moves: `main-alpine`, `1.2-latest`, `2.0-SNAPSHOT`. */
const isMoving = (tag: string): boolean =>
  moving.test(tag) || /^(?:latest|main|master|edge|nightly)-[a-z]|-(?:latest|nightly|snapshot)$/i.test(tag);

const isFloating = ({ tag, digest }: Image): boolean => digest === undefined && (tag === undefined || isMoving(tag));

/** An image that may be another one on the next start, where it was not so before. */
export const imageFloating: DangerRule = (cluster) =>
  changedImages(cluster).flatMap(({ subject, path, user, before, after }): DangerFinding[] => {
    const found = (message: string, fix: string): DangerFinding[] => [
      { code: 'image-floating', ...subject, path, message, fix },
    ];
    if (isFloating(after)) {
      if (before !== undefined && isFloating(before)) return [];
      const what = after.tag === undefined ? 'an image without a tag' : `the moving tag ${clipped(after.tag)}`;
      return found(
        `${user} runs ${what}: each start of a pod may bring another version, without a change here`,
        'Name a version, or better a digest.',
      );
    }
    if (before?.digest === undefined || after.digest !== undefined) return [];
    return found(
      `${user} is no longer pinned by a digest: whoever can write the tag ${clipped(after.tag ?? '')} decides what runs`,
      'Put the digest of the new version behind the tag: `tag@sha256:…`.',
    );
  });
