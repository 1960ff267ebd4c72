import type { Hook, RenderedObject, Rendering } from 'helm-wasm';
import type { ResourceScope } from '../kubernetes-scopes.ts';
import type { Controller } from '../model/inputs.ts';
import type { KubernetesObject } from '../model/outputs.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { JsonObject } from '../model/values.ts';
import { mendObject, problem, warning } from '../problem.ts';
import { withoutLists } from '../without-lists.ts';

/** Undefined where nobody knows. */
export type ScopeOf = (object: RenderedObject['object']) => ResourceScope | undefined;

/**
 * What a controller is to apply in place of a chart. Definitions come first and stay when they go from the chart, as with Helm. Argo CD runs hooks by their
 * Helm annotations; Flux, which knows none, gets those of installations and upgrades among the rest.
 */
export const delivered = (
  release: Release,
  { crds, objects, hooks }: Rendering,
  scopeOf: ScopeOf,
): Outcome<readonly KubernetesObject[]> => {
  const controller = release.cluster.controller.value;
  const run = withoutLists(hooks).filter(({ hook }) => hook.events.some((event) => events[controller].test(event)));
  const kept = withoutLists(objects).map((one) => (isKept(one) ? staying(one.object, controller) : one.object));
  const all = [
    ...withoutLists(crds).map(({ object }) => staying(object, controller)),
    ...kept,
    ...run.map((hook) => (controller === 'flux' ? madeAnew(hook) : hook.object)),
  ];
  const plain: typeof all = [];
  const nameless: typeof all = [];
  for (const object of all) (isNamed(object) ? plain : nameless).push(object);
  const problems: Problem[] = [
    ...ordered(release, run),
    ...nameless.map((object) => unnamed(release, object)),
    ...plain.flatMap((object) => secrets(release, object)),
  ];
  const value = plain.map((object) => {
    const scope = scopeOf(object);
    if (scope === undefined && controller === 'flux' && !hasNamespace(object))
      problems.push(undecided(release, object));
    return (scope === 'namespace' ? inNamespace(object, release.namespace.value) : object) as KubernetesObject;
  });
  return { value, problems };
};

/** What each controller does something about: Flux applies, and never deletes by a hook. */
const events: Readonly<Record<Controller, RegExp>> = {
  argocd: /^(?!test)/,
  flux: /^(pre|post)-(install|upgrade)$/,
};

const metadataOf = (object: JsonObject | RenderedObject['object']): JsonObject =>
  (typeof object.metadata === 'object' && object.metadata !== null ? object.metadata : {}) as JsonObject;

const annotated = (object: RenderedObject['object'], annotations: JsonObject): RenderedObject['object'] => {
  const metadata = metadataOf(object);
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...(metadata.annotations as JsonObject | undefined), ...annotations } },
  };
};

const isKept = ({ object }: RenderedObject): boolean =>
  (metadataOf(object).annotations as JsonObject | undefined)?.['helm.sh/resource-policy'] === 'keep';

const staying = (object: RenderedObject['object'], controller: Controller): RenderedObject['object'] =>
  annotated(
    object,
    controller === 'flux'
      ? { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }
      : { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
  );

/** A Job does not change: with another template it is deleted and made again. */
const madeAnew = ({ object }: Hook): RenderedObject['object'] =>
  object.kind === 'Job' ? annotated(object, { 'kustomize.toolkit.fluxcd.io/force': 'enabled' }) : object;

/** A file has one object, and its name from that. */
const isNamed = (object: RenderedObject['object']): boolean =>
  [object.apiVersion, object.kind, metadataOf(object).name, metadataOf(object).namespace ?? ''].every(
    (text) => typeof text === 'string',
  );

const unnamed = (release: Release, object: RenderedObject['object']): Problem =>
  problem(
    'object-invalid',
    `A ${String(object.kind)} of \`${release.service}\` on ${release.cluster.name} has no name, kind or namespace that is a text.`,
    {
      at: release.at,
      fix: mendObject,
    },
  );

const hasNamespace = (object: RenderedObject['object']): boolean => typeof metadataOf(object).namespace === 'string';

const inNamespace = (object: RenderedObject['object'], namespace: string): RenderedObject['object'] =>
  hasNamespace(object) ? object : { ...object, metadata: { ...metadataOf(object), namespace } };

const nameOf = (object: RenderedObject['object']): string =>
  `${String(object.kind)} ${String(metadataOf(object).name)}`;

const ordered = (release: Release, run: readonly Hook[]): readonly Problem[] => {
  const first = run[0];
  if (first === undefined || release.cluster.controller.value !== 'flux') return [];
  const names = run.map(({ object }) => nameOf(object));
  return [
    warning(
      'hook-order-lost',
      `Flux applies the hooks of \`${release.service}\` on ${release.cluster.name} among the rest: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}.`,
      {
        at: release.at,
        fix: 'See that they may run beside what they are hooks of, or take `delivery: helm`.',
      },
    ),
  ];
};

const secrets = (release: Release, object: RenderedObject['object']): readonly Problem[] => {
  const hasData = ['data', 'stringData'].some((field) => Object.keys((object[field] ?? {}) as object).length > 0);
  if (release.allowSecrets || object.kind !== 'Secret' || object.apiVersion !== 'v1' || !hasData) return [];
  return [
    problem(
      'secret-rendered',
      `${nameOf(object)} of \`${release.service}\` would be written with its data, for everybody to read.`,
      {
        at: release.at,
        fix: 'Let the chart take a Secret that is there already, or say `allowSecrets: true` if nothing in it is secret.',
      },
    ),
  ];
};

const undecided = (release: Release, object: RenderedObject['object']): Problem =>
  problem(
    'namespace-undecided',
    `${nameOf(object)} of \`${release.service}\` says no namespace, and nobody here knows whether ${String(object.kind)} of ${String(object.apiVersion)} has one.`,
    {
      at: release.at,
      fix: 'Add its definition with `espalier schemas add FILE`.',
    },
  );
