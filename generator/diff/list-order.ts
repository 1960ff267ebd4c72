import type { Step } from '../model/comparison.ts';
import type { JsonObject } from '../model/values.ts';

/** Who reads a list: Kubernetes itself, a controller of custom resources, or a program that has it in its configuration. */
export type Kind = 'built-in' | 'custom' | 'document';

export const kindOf = ({ apiVersion, kind }: JsonObject): Kind => {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return 'document';
  const [, group = ''] = apiVersion.split('/').reverse();
  return !group.includes('.') || /(?<!gateway\.networking)\.k8s\.io$/.test(group) ? 'built-in' : 'custom';
};

/** Of Kubernetes' own lists: what runs one after the other, where a later item sees or hides an earlier one, or where the first is taken. */
const inKubernetes =
  /^(?:command|args|initContainers|env|envFrom|nameservers|searches|ipFamilies|clusterIPs|variables)$/;

/** Elsewhere: what is gone through in order, though its items have names. */
const elsewhere =
  /^(?:command|args|initContainers|env|envFrom|.*(?:steps|stages|pipelines?|processors|filters|middlewares?|plugins|rules|routes?|matche[rs]*|relabel.*|transforms?|chains?))$/i;

/** Elsewhere: what has no names and no order either. */
const unordered =
  /^(?:accessModes|dnsNames|finalizers|syncOptions|tolerations|verbs|resources|apiGroups|imagePullSecrets)$/;

/** Whether the order of a list means something, as far as can be told. */
export const orderCounts = (path: readonly Step[], kind: Kind, isKeyed: boolean): boolean => {
  const name = path.findLast((step) => typeof step === 'string') ?? '';
  if (kind === 'built-in') return inKubernetes.test(name);
  return isKeyed ? elsewhere.test(name) : !unordered.test(name);
};
