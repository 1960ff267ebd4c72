import type { Finding as Said } from 'apiserver-wasm';
import type { ClusterObject } from '../../model/rendered.ts';
import { textOf } from '../../object-fields.ts';

/** What is said of an object outside a cluster, and would not be in one. */
export const isSilenced = ({ part, rendered: { object } }: ClusterObject, { of, path }: Said): boolean =>
  // A hook may be made anew under a name that only Helm gives.
  (part === 'hook' &&
    of === 'field' &&
    path === '/metadata/name' &&
    textOf(object, 'metadata', 'name') === undefined) ||
  // A Secret of this type is filled in by the cluster.
  (textOf(object, 'type') === 'kubernetes.io/service-account-token' && path.startsWith('/data'));
