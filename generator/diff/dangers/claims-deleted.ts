import { fieldOf, listOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';
import { replicasOf, scalersIn } from '../replicas.ts';
import { changedObjects } from './changed-objects.ts';
import { refusedFields } from './field-immutable.ts';
import { goingObjects, whyGoing } from './going.ts';
import { isMadeAnew } from './made-anew.ts';
import type { DangerFinding, DangerRule } from './rule.ts';

const policyOf = (object: unknown, when: 'whenDeleted' | 'whenScaled'): unknown =>
  fieldOf(object, 'spec', 'persistentVolumeClaimRetentionPolicy', when);

const hasClaims = (object: unknown): boolean =>
  groupKindOf(object) === 'apps/StatefulSet' && listOf(object, 'spec', 'volumeClaimTemplates').length > 0;

/** StatefulSets that go or shrink, and what becomes of the claims of their pods. */
export const claimsDeleted: DangerRule = (cluster) => [
  ...goingObjects(cluster)
    .filter(({ before }) => hasClaims(before.object))
    .flatMap((going): readonly DangerFinding[] => {
      const { subject, before, from } = going;
      const common = { service: subject.service, object: before.name };
      if (policyOf(before.object, 'whenDeleted') === 'Delete')
        return [
          {
            ...common,
            code: 'claims-deleted',
            message: `${whyGoing(going)}the StatefulSet goes, and by its \`whenDeleted: Delete\` the volumes of all its pods`,
            fix: 'Set `persistentVolumeClaimRetentionPolicy.whenDeleted: Retain`, let that reach the cluster, and then take it out.',
          },
        ];
      // That of the service which makes it now has the same name, and so the same claims.
      if (from !== undefined) return [];
      return [
        {
          ...common,
          code: 'claims-left',
          message: 'the StatefulSet goes, and the claims of its pods stay without anything that uses them',
          fix: 'Move the data, then delete the claims by hand; a StatefulSet of the same name would use them again.',
        },
      ];
    }),
  ...changedObjects(cluster).flatMap(({ subject, before, after, release }): readonly DangerFinding[] => {
    if (before === undefined || after === undefined || !hasClaims(after.object)) return [];
    if (before.name.name !== after.name.name || before.name.namespace !== after.name.namespace) return [];
    const isDeleted = policyOf(before.object, 'whenDeleted') === 'Delete' && isMadeAnew(after, release);
    if (isDeleted && refusedFields('apps/StatefulSet', before.object, after.object).length > 0)
      return [
        {
          code: 'claims-deleted',
          ...subject,
          message:
            'the StatefulSet is deleted and made anew, as its annotations ask, and by its `whenDeleted: Delete` the volumes of all its pods go',
          fix: 'Set `persistentVolumeClaimRetentionPolicy.whenDeleted: Retain`, let that reach the cluster, and then change the rest.',
        },
      ];
    if (policyOf(after.object, 'whenScaled') !== 'Delete') return [];
    const [old, now] = [
      replicasOf(before.object, scalersIn(release?.objectsBefore ?? [])),
      replicasOf(after.object, scalersIn(release?.objectsAfter ?? [])),
    ];
    if (now >= old) return [];
    return [
      {
        code: 'claims-deleted',
        ...subject,
        path: ['spec', 'replicas'],
        message: `${old - now} of ${old} pods go, and by \`whenScaled: Delete\` their volumes`,
        fix: 'Set `persistentVolumeClaimRetentionPolicy.whenScaled: Retain` first, or make sure that others hold the data.',
      },
    ];
  }),
];
