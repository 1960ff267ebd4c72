import type { Finding, Kubeconform, Verdict } from 'kubeconform-wasm';
import { Failure } from '../failure.ts';
import type { Manifest, OutTree, Problem } from '../model.ts';
import { problem } from '../problem.ts';
import { placeOf } from './place.ts';

interface Placed {
  readonly manifest: Manifest;
  /** The file that it would be written to. */
  readonly path: string;
}

/**
 * Validates every manifest strictly, in one call, each distinct object once. Problems stand at the input line behind
 * the field that is wrong. Throws a `Failure` when the engine cannot take them.
 */
export const checkManifests = async (
  tree: OutTree,
  loadKubeconform: () => Promise<Kubeconform>,
): Promise<readonly Problem[]> => {
  const byText = new Map<string, Placed[]>();
  for (const file of tree.files) {
    for (const manifest of file.manifests) {
      const text = JSON.stringify(manifest.object);
      const same = byText.get(text);
      if (same === undefined) byText.set(text, [{ manifest, path: file.path }]);
      else same.push({ manifest, path: file.path });
    }
  }
  if (byText.size === 0) return [];
  const groups = [...byText.values()];
  const verdicts = validate(await loadKubeconform(), groups);
  const invalid = groups.flatMap((group, index) => {
    const { reason, errors } = verdicts[index] as Verdict;
    return reason === 'no-schema' ? [] : errors.flatMap((finding) => group.map((placed) => invalidAt(placed, finding)));
  });
  return [...invalid, ...withoutSchema(groups, verdicts)];
};

const validate = (engine: Kubeconform, groups: readonly (readonly Placed[])[]): readonly Verdict[] => {
  try {
    return engine.validate(
      groups.map((group) => (group[0] as Placed).manifest.object),
      { strict: true },
    );
  } catch (error) {
    throw new Failure(`the manifests could not be validated: ${(error as Error).message}`, { cause: error });
  }
};

const invalidAt = ({ manifest, path }: Placed, finding: Finding): Problem => {
  const field = finding.path === '' ? '' : ` at ${finding.path}`;
  return problem('manifest-invalid', `${nameOf(manifest)}${field}: ${finding.message}`, {
    at: placeOf(manifest, finding.path),
    path: finding.path,
    fix: `change what this line gives for ${path}`,
  });
};

/** One problem for a kind, at its first object. */
const withoutSchema = (groups: readonly (readonly Placed[])[], verdicts: readonly Verdict[]): readonly Problem[] => {
  const first = new Map<string, Placed>();
  for (const [index, { reason, apiVersion, kind }] of verdicts.entries()) {
    const key = `${kind} of ${apiVersion}`;
    if (reason === 'no-schema' && !first.has(key)) first.set(key, groups[index]?.[0] as Placed);
  }
  return [...first].map(([key, { manifest, path }]) =>
    problem('manifest-without-schema', `there is no schema for ${key}, so ${path} cannot be validated`, {
      at: manifest.at,
    }),
  );
};

/** Kind, namespace and name. */
const nameOf = ({ object: { kind, metadata } }: Manifest): string => {
  const name = [metadata?.namespace, metadata?.name].filter((part) => part !== undefined).join('/');
  return name === '' ? kind : `${kind} ${name}`;
};
