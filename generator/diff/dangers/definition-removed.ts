import { fieldOf, listOf, textOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';
import { changedObjects } from './changed-objects.ts';
import { goingObjects, howToKeep, whyGoing } from './going.ts';
import type { DangerFinding, DangerRule } from './rule.ts';
import { clipped } from './words.ts';

const isDefinition = (object: unknown): boolean =>
  groupKindOf(object) === 'apiextensions.k8s.io/CustomResourceDefinition';

/** What defines a kind goes, or no longer knows a version of it. */
export const definitionRemoved: DangerRule = (cluster) => [
  ...goingObjects(cluster)
    .filter(({ before }) => isDefinition(before.object))
    .map(
      (going): DangerFinding => ({
        code: 'definition-removed',
        service: going.subject.service,
        object: going.before.name,
        message: `${whyGoing(going)}the definition goes, and with it every ${clipped(textOf(going.before.object, 'spec', 'names', 'kind') ?? 'object of its kind')} in the cluster, whoever made it`,
        fix: `${howToKeep(going.from ?? going.release)}.`,
      }),
    ),
  ...changedObjects(cluster).flatMap(({ subject, before, after }): readonly DangerFinding[] => {
    if (before === undefined || after === undefined || !isDefinition(before.object) || !isDefinition(after.object))
      return [];
    const now = new Map(versionsOf(after.object).map((version) => [version.name, version]));
    return versionsOf(before.object).flatMap(({ name, isServed, isStored }): readonly DangerFinding[] => {
      const left = now.get(name);
      const found = {
        code: 'definition-version-dropped',
        ...subject,
        path: ['spec', 'versions', { by: 'name', is: clipped(name) }],
      } as const;
      if (left === undefined)
        return [
          {
            ...found,
            // Whether objects were ever stored in it is only known of the one in which they are now.
            ...(isStored ? {} : { severity: 'warning' as const }),
            message: isStored
              ? `version ${clipped(name)} goes, in which objects are stored: the API server refuses that, and the release stays as it is`
              : `version ${clipped(name)} goes: whoever asks for it fails, and the API server refuses that while \`status.storedVersions\` names it`,
            fix: 'Have all objects stored in another version first, and take it out of `status.storedVersions`.',
          },
        ];
      if (!isServed || left.isServed) return [];
      return [
        {
          ...found,
          severity: 'warning',
          message: `version ${clipped(name)} is no longer served: whoever asks for it fails`,
          fix: 'Move those who use it to another version first.',
        },
      ];
    });
  }),
];

const versionsOf = (
  object: unknown,
): readonly { readonly name: string; readonly isServed: boolean; readonly isStored: boolean }[] =>
  listOf(object, 'spec', 'versions').flatMap((version) => {
    const name = textOf(version, 'name');
    if (name === undefined) return [];
    return [{ name, isServed: fieldOf(version, 'served') === true, isStored: fieldOf(version, 'storage') === true }];
  });
