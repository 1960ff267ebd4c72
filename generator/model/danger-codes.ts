/** What a change can do, and how grave that is where espalier.yaml does not say otherwise. */

/** By code: the meaning is one sentence without a full stop at its end. */
export const dangerKinds = {
  'field-immutable': { severity: 'problem', meaning: 'The API server refuses to change this field of a live object' },
  'volume-shrinks': { severity: 'problem', meaning: 'A volume cannot become smaller, and the API server refuses it' },
  'claim-removed': { severity: 'problem', meaning: 'A volume goes, and what is on it' },
  'claims-deleted': {
    severity: 'problem',
    meaning: 'A StatefulSet that goes or shrinks takes the claims of its pods with it',
  },
  'claims-left': { severity: 'warning', meaning: 'The claims of a StatefulSet stay, and nothing uses them any more' },
  'definition-removed': {
    severity: 'problem',
    meaning: 'A CustomResourceDefinition goes, and every object of its kind in the cluster',
  },
  'definition-version-dropped': {
    severity: 'problem',
    meaning: 'A version of a kind goes in which objects may be stored',
  },
  'namespace-removed': { severity: 'problem', meaning: 'A namespace goes, and everything in it' },
  'retention-shortened': { severity: 'warning', meaning: 'Data is kept for a shorter time' },
  'quorum-lost': { severity: 'problem', meaning: 'There will be fewer replicas than a quorum needs' },
  'restart-at-once': { severity: 'warning', meaning: 'All pods of a workload stop before new ones run' },
  'release-removed': { severity: 'warning', meaning: 'A service goes from a cluster' },
  'many-removed': { severity: 'problem', meaning: 'Much of a cluster, or of a release, goes at once' },
  'release-recreated': {
    severity: 'problem',
    meaning: 'A release gets another identity: what runs is removed, and installed anew',
  },
  'keep-too-late': { severity: 'warning', meaning: '`onRemove: keep` must have been live before a service goes' },
  'bootstrap-changed': { severity: 'warning', meaning: 'bootstrap.yaml must be applied by hand' },
  'access-widened': { severity: 'warning', meaning: 'Somebody may do more in the cluster than before' },
  'access-unbounded': { severity: 'problem', meaning: 'Somebody may do everything, or may give himself every right' },
  'pod-security-weakened': { severity: 'warning', meaning: 'Pods may do more on their nodes than before' },
  'service-public': { severity: 'warning', meaning: 'A service can be reached from outside of the cluster' },
  'network-policy-removed': { severity: 'warning', meaning: 'Pods can be reached that were shut off' },
  'image-backwards': { severity: 'warning', meaning: 'An image goes back to an earlier version' },
  'image-floating': {
    severity: 'warning',
    meaning: 'An image without a fixed version may be another one on the next start',
  },
  'image-registry-changed': { severity: 'warning', meaning: 'An image comes from another registry' },
  'chart-major': { severity: 'warning', meaning: 'A chart takes a major step: its makers say that something breaks' },
  'over-budget': { severity: 'problem', meaning: 'A release asks for more than its budget' },
} as const;

export type DangerCode = keyof typeof dangerKinds;
