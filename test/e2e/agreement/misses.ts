/**
 * Kubernetes' validation of webhook configurations compiles the expressions of admission policies, and brings the whole admission chain of a server along.
 * Their schema says of which fields they are made, and what is missing.
 */
const webhooks = 'webhook configurations are held against their schema alone, which has no values in it';

/** What an API server refuses and `check` takes, and why that is so. */
export const misses: Readonly<Record<string, string>> = {
  'ValidatingWebhookConfiguration /webhooks/0/sideEffects "Maybe"': webhooks,
  'ValidatingWebhookConfiguration /webhooks/0/failurePolicy "Retry"': webhooks,
  'ValidatingWebhookConfiguration /webhooks/0/rules/0/operations ["READ"]': webhooks,
  'ValidatingWebhookConfiguration /webhooks/0/name "check"': webhooks,
};
