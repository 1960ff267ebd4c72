import { type DangerCode, dangerKinds } from '../model/danger-codes.ts';
import type { Budget, DangerException, DangerSettings, Prices } from '../model/danger-settings.ts';
import type { Severity } from '../model/problems.ts';
import type { MapTree, Tree } from '../model/values.ts';
import { nanosOf } from '../quantity.ts';
import { entriesOf, field, mapsField, numberField, optional, textField } from './fields.ts';

/** What a file says of dangers, with the defaults filled in. */
export const decodeDangers = (tree: Tree | undefined): DangerSettings => {
  const severities = field(tree, 'severities');
  return {
    severities: new Map(
      [...entriesOf(severities).keys()].filter(isCode).flatMap((code) => {
        const word = textField(severities, code)?.value;
        return isSeverity(word) ? [[code, word] as const] : [];
      }),
    ),
    exceptions: (mapsField(tree, 'exceptions') ?? []).flatMap(decodeException),
    removedShare: numberField(tree, 'removedShare') ?? 0.3,
    budgets: (mapsField(tree, 'budgets') ?? []).map(decodeBudget),
  };
};

const isCode = (text: string | undefined): text is DangerCode => text !== undefined && Object.hasOwn(dangerKinds, text);

const isSeverity = (word: string | undefined): word is Severity | 'ignore' =>
  word === 'problem' || word === 'warning' || word === 'note' || word === 'ignore';

const decodeException = (tree: MapTree): readonly DangerException[] => {
  const code = textField(tree, 'code')?.value;
  if (!isCode(code)) return [];
  return [
    {
      at: tree.at,
      code,
      ...optional('cluster', textField(tree, 'cluster')?.value),
      ...optional('service', textField(tree, 'service')?.value),
      ...optional('object', textField(tree, 'object')?.value),
      reason: textField(tree, 'reason')?.value ?? '',
      expires: textField(tree, 'expires')?.value ?? '',
    },
  ];
};

const decodeBudget = (tree: MapTree): Budget => ({
  at: tree.at,
  ...optional('cluster', textField(tree, 'cluster')?.value),
  ...optional('service', textField(tree, 'service')?.value),
  ...optional('cpu', quantityField(tree, 'cpu')),
  ...optional('memory', quantityField(tree, 'memory')),
  ...optional('storage', quantityField(tree, 'storage')),
  ...optional('pods', numberField(tree, 'pods')),
});

const quantityField = (tree: Tree, name: string): number | undefined => {
  const nanos = nanosOf(textField(tree, name)?.value ?? numberField(tree, name));
  return nanos === undefined ? undefined : Number(nanos) / 1e9;
};

/** `prices.yaml`, or whatever its name is. */
export const decodePrices = (tree: Tree): Prices => ({
  currency: textField(tree, 'currency')?.value ?? '',
  cpu: numberField(tree, 'cpu') ?? 0,
  memory: numberField(tree, 'memory') ?? 0,
  storage: numberField(tree, 'storage') ?? 0,
});
