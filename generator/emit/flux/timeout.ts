import type { Manifest } from '../../model/outputs.ts';
import { fieldAt } from '../patch.ts';
import { helmTimeout } from './conventions.ts';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * How long the Kustomization waits for its HelmRelease: a minute more than the longest action of Helm may take, since it would
 * report a failure that is none, and begin anew, while Helm still works.
 */
export const waitTimeout = ({ object }: Manifest): string => {
  const fields = [['timeout'], ['install', 'timeout'], ['upgrade', 'timeout']];
  const said = fields.map((keys) => milliseconds(fieldAt(object, ['spec', ...keys])));
  return spelt((Math.max(...said) || milliseconds(helmTimeout)) + 60_000);
};

/** Of a duration as Go spells it; 0 for anything else, which the schema of the HelmRelease refuses. */
const milliseconds = (duration: unknown): number => {
  if (typeof duration !== 'string' || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(duration)) return 0;
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
};

const spelt = (duration: number): string =>
  duration % 60_000 === 0 ? `${duration / 60_000}m` : `${Math.ceil(duration / 1000)}s`;
