import { followablePath, followablePathCure } from '../chart-path.ts';
import type { Problem } from '../model/problems.ts';
import type { Located } from '../model/values.ts';
import { problem } from '../problem.ts';
import type { Substituted } from './variables.ts';

/**
 * What a field must be once its variables are written out. The schema of the file that it stands in lets every text with a
 * `${` pass, and sees no more of it.
 */
interface Shape {
  readonly pattern: RegExp;
  /** Ends the sentence "… is no". */
  readonly noun: string;
  readonly fix: string;
}

export const namespaceShape: Shape = {
  pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  noun: 'name of a namespace',
  fix: 'Use lower-case letters, digits and `-`, at most 63, with a letter or digit at both ends.',
};

export const objectNameShape: Shape = {
  pattern: /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  noun: 'name of an object',
  fix: 'Use lower-case letters, digits, `-` and dots, with a letter or digit at both ends.',
};

export const projectShape: Shape = { ...objectNameShape, noun: 'name of an AppProject' };

export const labelShape: Shape = {
  pattern: /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/,
  noun: 'value of a label',
  fix: 'Use letters, digits, `-`, `_` and dots, at most 63, with a letter or digit at both ends.',
};

export const chartNameShape: Shape = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  noun: 'name of a chart',
  fix: 'Use letters, digits, `-`, `_` and dots.',
};

/** What Helm's versions and ranges are made of. Whether they are any is for `lock` to say, which knows what there is. */
export const versionShape: Shape = {
  pattern: /^[0-9A-Za-z.+*^~<>=!|, -]{1,256}$/,
  noun: 'version or range',
  fix: 'Write a version such as 5.8.0, or a range such as ^5.8.0.',
};

export const chartPathShape: Shape = {
  pattern: followablePath,
  noun: 'path of a chart that controllers can follow',
  fix: followablePathCure,
};

export const repositoryShape: Shape = {
  pattern: /^(https?|oci):\/\/[^\s/@]+(\/[^\s]*)?$/,
  noun: 'URL of a chart repository',
  fix: 'Write an https:// or oci:// URL without blanks.',
};

/** Where charts of a registry lie: each at this path, `/` and its name, under tags of its own. */
export const registryShape: Shape = {
  pattern: /^oci:\/\/[^\s/@:]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*\/?$/,
  noun: 'place of charts in an OCI registry',
  fix: 'Write oci://HOST/PATH in lower case, without tag or digest.',
};

/** A name of a chart that is a name in a registry as well. */
export const registryNameShape: Shape = {
  pattern: /^[a-z0-9]+([._-]+[a-z0-9]+)*$/,
  noun: 'name of a chart in an OCI registry',
  fix: 'Use lower-case letters and digits, with `-`, `_` and dots between them.',
};

/** Whether a text has its shape; a problem where it stands, if not. */
export const hasShape = (text: Substituted, shape: Shape, problems: Problem[]): boolean => {
  // A reference that is still there has its own problem.
  if (!text.isWhole || shape.pattern.test(text.value)) return true;
  const { noun, fix } = shape;
  problems.push(
    problem('invalid-value', `${JSON.stringify(text.value.slice(0, 100))} is no ${noun}.`, { at: text.at, fix }),
  );
  return false;
};

/** Over HTTP a user alone may be a token; elsewhere (`ssh://git@…`) it is only a name. */
const credentials = /^(?:https?|oci):\/\/[^\s/?#]*@|^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:[^\s/?#]*@/i;

/** Whoever may read `out/` would read them. The message leaves the URL out for that reason. */
export const hasNoCredentials = (url: Located<string>, problems: Problem[]): boolean => {
  if (!credentials.test(url.value)) return true;
  problems.push(
    problem('invalid-value', 'This URL holds credentials, which everybody could read in out/ and in the cluster.', {
      at: url.at,
      fix: 'Take them out of the URL, and give them to the controller as a Secret.',
    }),
  );
  return false;
};
