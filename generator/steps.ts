import type { ObjectName, Step } from './model/comparison.ts';

/** A path as people read it: `spec.containers[name=web].image`, `data["mimir.yaml"] ▸ limits.max_series`. */
export const pathText = (path: readonly Step[]): string =>
  path.reduce<string>((text, step) => `${text}${stepText(step, text === '' || text.endsWith('▸ '))}`, '');

const stepText = (step: Step, isFirst: boolean): string => {
  if (typeof step === 'string') {
    if (!/^[\w/-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
    return isFirst ? step : `.${step}`;
  }
  if ('by' in step) return `[${step.by}=${step.is}]`;
  return 'index' in step ? `[${step.index}]` : ' ▸ ';
};

/** `StatefulSet mimir-ingester`. */
export const objectText = ({ kind, name }: ObjectName): string => `${kind} ${name}`;
