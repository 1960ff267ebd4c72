import { type Finding, type Kubeconform, limits, type Verdict } from 'kubeconform-wasm';
import { Failure } from '../failure.ts';
import { groupedBy } from '../grouped.ts';
import type { KubernetesObject, Manifest, OutTree } from '../model/outputs.ts';
import type { Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import type { ManifestValidator } from './kubeconform.ts';
import { placeOf } from './place.ts';

interface Placed {
  readonly manifest: Manifest;
  /** The file that it would be written to. */
  readonly path: string;
}

/** Manifests of one shape, which share their verdict. */
interface Group {
  readonly shape: KubernetesObject;
  readonly members: Placed[];
}

/**
 * Validates every manifest strictly, each distinct shape once, in one call where they fit into one. Problems stand at the input line behind
 * the field that is wrong. Throws a `Failure` when the engine cannot take them.
 */
export const checkManifests = async (
  tree: OutTree,
  loadKubeconform: () => Promise<ManifestValidator>,
): Promise<readonly Problem[]> => {
  if (tree.files.every(({ manifests }) => manifests.length === 0)) return [];
  const engine = await loadKubeconform();
  const byText = new Map<string, Group>();
  for (const { path, manifests } of tree.files)
    for (const manifest of manifests) {
      const shape = engine.shapeOf(manifest.object);
      const text = JSON.stringify(shape);
      const same = byText.get(text);
      if (same === undefined) byText.set(text, { shape, members: [{ manifest, path }] });
      else same.members.push({ manifest, path });
    }
  const groups = [...byText.values()];
  const verdicts = batches([...byText.keys()]).flatMap(([from, to]) => validate(engine, groups.slice(from, to)));
  const found = groups.flatMap(({ members }, index) => {
    const { reason, errors } = verdicts[index] as Verdict;
    return reason === 'no-schema' ? [] : errors.flatMap((finding) => members.map((placed) => ({ placed, finding })));
  });
  return [...toldOnce(found), ...withoutSchema(groups, verdicts)];
};

interface Found {
  readonly placed: Placed;
  readonly finding: Finding;
}

/** One line may be behind the manifests of every service: what is wrong with it is one problem. */
const toldOnce = (found: readonly Found[]): readonly Problem[] => {
  const same = groupedBy(found, ({ placed, finding }) =>
    JSON.stringify([placeOf(placed.manifest, finding.path), finding]),
  );
  return [...same.values()].map(([first, ...others]) => invalid(first, others.length));
};

/** One call takes only so much: ranges of texts that fit into one, which is all of them but in very large repositories. */
const batches = (texts: readonly string[]): readonly (readonly [from: number, to: number])[] => {
  const ranges: (readonly [number, number])[] = [];
  let from = 0;
  let bytes = 0;
  for (const [index, text] of texts.entries()) {
    const size = Buffer.byteLength(text);
    if (index > from && (bytes + size > limits.bytes / 2 || index - from >= limits.documents)) {
      ranges.push([from, index]);
      from = index;
      bytes = 0;
    }
    bytes += size;
  }
  return [...ranges, [from, texts.length]];
};

const validate = (engine: Kubeconform, groups: readonly Group[]): readonly Verdict[] => {
  try {
    return engine.validate(
      groups.map(({ shape }) => shape),
      { strict: true },
    );
  } catch (error) {
    throw new Failure(`the manifests could not be validated: ${(error as Error).message}`, { cause: error });
  }
};

const invalid = ({ placed: { manifest, path }, finding }: Found, others: number): Problem => {
  const field = finding.path === '' ? '' : ` at ${finding.path}`;
  const more = others === 0 ? '' : ` and ${others} more`;
  return problem('manifest-invalid', `${nameOf(manifest)}${more}${field}: ${finding.message}`, {
    at: placeOf(manifest, finding.path),
    path: finding.path,
    fix: `Change what this line gives for ${path}.`,
  });
};

/** One problem for a kind, at its first object. */
const withoutSchema = (groups: readonly Group[], verdicts: readonly Verdict[]): readonly Problem[] => {
  const first = new Map<string, Placed>();
  for (const [index, { reason, apiVersion, kind }] of verdicts.entries()) {
    const key = `${kind} of ${apiVersion}`;
    if (reason === 'no-schema' && !first.has(key)) first.set(key, groups[index]?.members[0] as Placed);
  }
  return [...first].map(([key, { manifest, path }]) =>
    problem('manifest-without-schema', `There is no schema for ${key}, so ${path} cannot be validated.`, {
      at: manifest.at,
    }),
  );
};

/** Kind, namespace and name. */
const nameOf = ({ object: { kind, metadata } }: Manifest): string => {
  const name = [metadata?.namespace, metadata?.name].filter((part) => part !== undefined).join('/');
  return name === '' ? kind : `${kind} ${name}`;
};
