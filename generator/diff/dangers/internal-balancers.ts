/**
 * Annotations with which a cloud makes a load balancer that only its own network reaches: the values that mean so, or any but the ones that
 * mean nothing.
 */
const annotations: Readonly<Record<string, readonly string[] | 'any'>> = {
  // https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer
  'networking.gke.io/load-balancer-type': ['internal'],
  'cloud.google.com/load-balancer-type': ['internal'],
  'service.beta.kubernetes.io/aws-load-balancer-scheme': ['internal'],
  'service.beta.kubernetes.io/aws-load-balancer-internal': 'any',
  'service.beta.kubernetes.io/azure-load-balancer-internal': ['true'],
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': ['private'],
  'service.beta.kubernetes.io/openstack-internal-load-balancer': ['true'],
  'service.beta.kubernetes.io/cce-load-balancer-internal-vpc': ['true'],
  'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid': 'any',
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': ['intranet'],
  'service.beta.kubernetes.io/oci-load-balancer-internal': ['true'],
  // Of Ingresses.
  'alb.ingress.kubernetes.io/scheme': ['internal'],
};

const nothing = new Set(['', 'false']);

export const isInternal = (own: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(annotations).some(([key, values]) => {
    const value = Object.hasOwn(own, key) ? own[key] : undefined;
    if (typeof value !== 'string') return false;
    return values === 'any' ? !nothing.has(value) : values.includes(value.toLowerCase());
  });
