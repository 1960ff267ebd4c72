import type { ClusterPair, Danger } from '../model/comparison.ts';
import type { DangerSettings } from '../model/danger-settings.ts';
import type { Problem } from '../model/problems.ts';

export const findDangers = (
  _clusters: readonly ClusterPair[],
  _settings: DangerSettings,
  _today: string,
): { readonly dangers: readonly Danger[]; readonly problems: readonly Problem[] } => ({ dangers: [], problems: [] });
