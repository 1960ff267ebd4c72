import { fieldOf, listOf, mapOf } from '../../object-fields.ts';
import { containersOf, groupKindOf, podTemplateOf } from '../../pod-templates.ts';
import { joinPointer } from '../../pointer.ts';
import { nanosOf } from '../../quantity.ts';
import type { Finding, Rule } from './rule.ts';

const unit = 10n ** 9n;
const mebibyte = unit << 20n;

/** Amounts that Kubernetes takes and that nobody means: `1m` of memory is a thousandth of a byte. */
export const unlikelyQuantities: Rule = ({ objects }) =>
  objects.flatMap((object): readonly Finding[] => {
    const found = (path: string, message: string, fix: string, severity: Finding['severity'] = 'warning'): Finding => ({
      code: 'quantity-unlikely',
      severity,
      object,
      path,
      message,
      fix,
    });
    const template = podTemplateOf(object.rendered.object);
    const containers = template === undefined ? [] : containersOf(template);
    const ofContainers = containers.flatMap(({ container, path, name }) =>
      (['requests', 'limits'] as const).flatMap((list) =>
        Object.entries(mapOf(container, 'resources', list)).flatMap(([resource, amount]) => {
          const what = told(resource, amount);
          const at = joinPointer(`${path}/resources/${list}`, resource);
          return what === undefined ? [] : [found(at, `container ${name}: ${what.message}`, what.fix)];
        }),
      ),
    );
    const mixed = containers.flatMap(({ container, path, name }) => {
      const [asked, most] = ['requests', 'limits'].map((list) => fieldOf(container, 'resources', list, 'memory'));
      return typeof asked === 'string' &&
        typeof most === 'string' &&
        isBinary(asked) !== isBinary(most) &&
        /[kMGT]/.test(asked + most)
        ? [
            found(
              `${path}/resources/limits/memory`,
              `container ${name} asks for ${asked} of memory and may use ${most}: units of 1000 beside units of 1024`,
              'Write both in the same units.',
              'note',
            ),
          ]
        : [];
    });
    return [
      ...ofContainers,
      ...mixed,
      ...claimsOf(object.rendered.object).flatMap(({ path, amount }) => {
        const nanos = nanosOf(amount);
        return nanos !== undefined && nanos > 0n && nanos < mebibyte
          ? [found(path, `it asks for ${String(amount)} of storage, less than a MiB`, 'Write its unit, such as 10Gi.')]
          : [];
      }),
    ];
  });

const isBinary = (amount: string): boolean => amount.endsWith('i');

const told = (resource: string, amount: unknown): { readonly message: string; readonly fix: string } | undefined => {
  const nanos = nanosOf(amount);
  if (nanos === undefined || nanos <= 0n) return undefined;
  if (resource === 'memory' && nanos < mebibyte)
    return { message: `${String(amount)} of memory is less than a MiB`, fix: 'Write its unit, such as 128Mi.' };
  if (resource === 'cpu' && nanos > 512n * unit)
    return { message: `${String(amount)} of cpu is more than any node has`, fix: 'Write thousandths as 500m.' };
  return undefined;
};

const claimsOf = (object: unknown): readonly { readonly path: string; readonly amount: unknown }[] => {
  const request = ['spec', 'resources', 'requests', 'storage'] as const;
  const pointer = `/${request.join('/')}`;
  if (groupKindOf(object) === 'PersistentVolumeClaim') return [{ path: pointer, amount: fieldOf(object, ...request) }];
  return listOf(object, 'spec', 'volumeClaimTemplates').map((claim, index) => ({
    path: `/spec/volumeClaimTemplates/${index}${pointer}`,
    amount: fieldOf(claim, ...request),
  }));
};
