import type { Helm3Difference, RenderedObject, Rendering } from 'helm-wasm';
import type { Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import { warning } from '../problem.ts';

/** What a cluster with Helm 3 makes otherwise of a release than what was rendered here, which Helm 4 did. */
export const helm3Differences = (release: Release, { helm3 = [], objects }: Rendering): readonly Problem[] => {
  if (release.cluster.helm !== 3) return [];
  const found = new Map<string, { readonly first: Helm3Difference; readonly templates: string[] }>();
  for (const one of helm3) {
    const key = JSON.stringify([one.kind, one.names]);
    const known = found.get(key) ?? { first: one, templates: [] };
    if (one.template !== undefined) known.templates.push(placeIn(one));
    found.set(key, known);
  }
  const told = [...found.values()].map(({ first, templates }) =>
    differs(release, says[first.kind](first.names, few(templates)), fixes[first.kind]),
  );
  const order = otherOrder(objects);
  // Argo CD has an order of its own.
  return order === undefined || release.cluster.controller.value !== 'flux'
    ? told
    : [...told, differs(release, order, 'Let no object depend on that order within one release.')];
};

const differs = (release: Release, what: string, fix: string): Problem => {
  const message = `\`${release.service}\` is not the same on ${release.cluster.name}, which has Helm 3: ${what}.`;
  return warning('helm-3-differs', message, { at: release.at, fix });
};

const placeIn = ({ template = '', line }: Helm3Difference): string =>
  line === undefined ? template : `${template}:${line}`;

/** The first three, and how many more there are. */
const few = (all: readonly string[]): string =>
  all.length > 3 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(', ');

const says: Readonly<Record<Helm3Difference['kind'], (names: readonly string[], templates: string) => string>> = {
  function: (names, templates) =>
    `it has no function ${names.join(', ')} (${templates}), and renders nothing of the chart`,
  null: (names, templates) =>
    `a null in the chart's own values (${few(names)}) stays there as a key, which ${templates || 'a template'} shows`,
  version: (_, templates) => `${templates || 'a template'} makes something of Helm's version`,
  separator: (_, templates) => `it takes away blanks and empty lines at the end of a document, of ${templates}`,
};

const fixes: Readonly<Record<Helm3Difference['kind'], string>> = {
  function: 'Take a version of the chart that is made for Helm 3, or a controller that has Helm 4.',
  null: 'Set these values yourself, or to null, which takes them away in both.',
  version: 'Look at that template for what it does for Helm 3.',
  separator: 'End the text there without empty lines: `|` or `|-` in place of `|+`.',
};

const webhooks: ReadonlySet<unknown> = new Set(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']);

/** Helm 4 applies webhook configurations before kinds that it does not know; Helm 3 does not know them either, and goes by the name of the kind. */
const otherOrder = (objects: readonly RenderedObject[]): string | undefined => {
  const kinds = objects.map(({ object }) => String(object.kind));
  const first = kinds.findIndex((kind) => webhooks.has(kind));
  const webhook = kinds.findLast((kind) => webhooks.has(kind));
  const earlier = first < 0 ? [] : kinds.slice(first).filter((kind) => !webhooks.has(kind) && kind < (webhook ?? ''));
  if (webhook === undefined || earlier.length === 0) return undefined;
  return `it applies ${few([...new Set(earlier)].sort())} before ${webhook}, Helm 4 after it`;
};
