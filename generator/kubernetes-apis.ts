import v1_29 from '../schemas/kubernetes-apis/1.29.json' with { type: 'json' };
import v1_30 from '../schemas/kubernetes-apis/1.30.json' with { type: 'json' };
import v1_31 from '../schemas/kubernetes-apis/1.31.json' with { type: 'json' };
import v1_32 from '../schemas/kubernetes-apis/1.32.json' with { type: 'json' };
import v1_33 from '../schemas/kubernetes-apis/1.33.json' with { type: 'json' };
import v1_34 from '../schemas/kubernetes-apis/1.34.json' with { type: 'json' };
import v1_35 from '../schemas/kubernetes-apis/1.35.json' with { type: 'json' };
import v1_36 from '../schemas/kubernetes-apis/1.36.json' with { type: 'json' };
import v1_37 from '../schemas/kubernetes-apis/1.37.json' with { type: 'json' };

/** Kinds by group/version, by the version alone for the core group. */
type Kinds = Readonly<Record<string, readonly string[]>>;

const byMinor: Readonly<Record<string, Kinds>> = {
  '1.29': v1_29,
  '1.30': v1_30,
  '1.31': v1_31,
  '1.32': v1_32,
  '1.33': v1_33,
  '1.34': v1_34,
  '1.35': v1_35,
  '1.36': v1_36,
  '1.37': v1_37,
};

/** The minor versions of which it is known what their API servers serve. */
export const knownMinors: readonly string[] = Object.keys(byMinor);

/** What a version of Kubernetes, `1.34` or `1.34.2`, serves unless told otherwise; undefined where nobody knows. */
export const servedKinds = (version: string): Kinds | undefined => byMinor[version.split('.', 2).join('.')];
