/** One list of what reads like a credential: values are hidden in reports by it, and looked at by it. */

/** What any of them has in it. */
export const credentialWord: string =
  '(?:passw(?:or)?ds?|passwd|pwd|passphrase|(?<![a-z0-9])pass(?![a-z])|(?<!existing)secret|tokens?|credentials?|auths|(?:api|access|secret|private|account|tls|ssh|signing|encryption)[._-]?keys?|bearer)';

/** The name of a key whose value is one, such as `adminPassword`, `password4` or `passwordHash`: up to its end. */
export const credentialKey: string = `${credentialWord}(?!Ref|Name|KeyRef)(?:[_-]?(?:hash|value|[0-9]+))?`;

/** The name of an environment variable whose value is one, behind its key. Bounded, lest a long one take forever. */
export const credentialName: string = `\\bname["']?:\\s+["']?[\\w.-]{0,99}${credentialWord}[\\w.-]{0,99}["']?`;

/** An argument whose next one is one, such as `--api-key`. Bounded, too. */
export const credentialFlag: string = `--?[\\w.-]{0,99}${credentialKey}`;

/** Whether a Secret has its content under this key. */
export const isSecretData = (key: string): boolean => key === 'data' || key === 'stringData';
