import type { Release } from '../model/releases.ts';

/** Releases in the order in which they come up: each behind what it depends on, and else as they were. */
export const inOrder = (releases: readonly Release[]): readonly Release[] => {
  const waiting = new Set(releases);
  const ordered: Release[] = [];
  while (waiting.size > 0) {
    const names = new Set([...waiting].map(({ service }) => service));
    const ready = [...waiting].filter(({ dependsOn }) => !dependsOn.some((name) => names.has(name)));
    // A circle is a problem that is told elsewhere.
    for (const release of ready.length > 0 ? ready : [...waiting]) {
      ordered.push(release);
      waiting.delete(release);
    }
  }
  return ordered;
};
