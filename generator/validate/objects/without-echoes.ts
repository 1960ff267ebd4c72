import type { ClusterObject } from '../../model/rendered.ts';
import type { Finding } from './rule.ts';

/** What several lists of findings say, the first to speak of a field alone: a rule knows more of it than a schema, and a schema than the API server. */
export const withoutEchoes = (...lists: readonly (readonly Finding[])[]): readonly Finding[] => {
  const spoken = new Map<ClusterObject, string[]>();
  return lists.flatMap((findings) => {
    const own = findings.filter(
      ({ code, object, path, severity }) =>
        severity === 'note' ||
        code === 'pod-security-violated' ||
        !(spoken.get(object) ?? []).some((other) => isWithin(path, other) || parentOf(other) === path || path === ''),
    );
    for (const { object, path, others = [], severity } of own)
      if (severity === 'problem') spoken.set(object, [...(spoken.get(object) ?? []), path, ...others]);
    return own;
  });
};

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

const isWithin = (path: string, other: string): boolean => path === other || path.startsWith(`${other}/`);
