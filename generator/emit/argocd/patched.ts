import type { Manifest } from '../../model/outputs.ts';
import type { Problem } from '../../model/problems.ts';
import type { Release } from '../../model/releases.ts';
import type { Json, MapTree } from '../../model/values.ts';
import { problem } from '../../problem.ts';
import { labelled } from '../labels.ts';
import { fieldAt, lastPlace, patched, withField } from '../patch.ts';
import { deletionFinalizer } from './conventions.ts';

type Patched = { readonly manifest: Manifest; readonly problems: readonly Problem[] };

const finalizers = ['metadata', 'finalizers'];
const syncOptions = ['spec', 'syncPolicy', 'syncOptions'];

/**
 * An Application with a release's labels, under its escape hatches. Of the lists that a patch may replace, `onRemove` keeps the word on the
 * finalizer that deletes what is deployed, and `namespaces` on who makes the namespace.
 */
export const patchedApplication = (plain: Manifest, release: Release, createsNamespace: boolean): Patched => {
  const { patches, onRemove } = release;
  const made = labelled(plain, release);
  const manifest = patched(made, patches.application);
  if (manifest === made) return { manifest, problems: [] };
  const cascades = withFinalizer(manifest, onRemove === 'delete', patches.application, "the service's `onRemove`");
  const options = fieldAt(manifest.object, syncOptions);
  const others = texts(options).filter((option) => !option.startsWith('CreateNamespace='));
  const all = createsNamespace ? [...others, 'CreateNamespace=true'] : others;
  const isReplaced = options !== fieldAt(made.object, syncOptions);
  return isReplaced && (options === undefined || areTexts(options))
    ? { ...cascades, manifest: withField(cascades.manifest, syncOptions, all.length === 0 ? undefined : all) }
    : cascades;
};

/** An AppProject with a release's labels, under its escape hatches: it always waits for its Application. */
export const patchedProject = (plain: Manifest, release: Release): Patched => {
  const patches = release.patches.appProject;
  return withFinalizer(patched(labelled(plain, release), patches), true, patches, 'Espalier');
};

/** Argo CD has variants of it, which end in `/foreground` and `/background`. */
const isDeletion = (finalizer: string): boolean =>
  finalizer === deletionFinalizer || finalizer.startsWith(`${deletionFinalizer}/`);

const withFinalizer = (
  manifest: Manifest,
  isNeeded: boolean,
  patches: readonly MapTree[] | undefined,
  decider: string,
): Patched => {
  const at = lastPlace(patches, finalizers);
  const said = fieldAt(manifest.object, finalizers);
  if (at === undefined || (said !== undefined && !areTexts(said))) return { manifest, problems: [] };
  if (said === undefined && isNeeded)
    return {
      manifest,
      problems: [
        problem(
          'field-decided-elsewhere',
          `The finalizers of this ${manifest.object.kind} are decided by ${decider}.`,
          {
            at,
            path: '/metadata/finalizers',
            fix: decider === 'Espalier' ? 'Remove it.' : `Remove it, and change ${decider} instead.`,
          },
        ),
      ],
    };
  const given = texts(said);
  const others = given.filter((finalizer) => !isDeletion(finalizer));
  const deleting = given.filter(isDeletion);
  const all = isNeeded ? [...others, ...(deleting.length === 0 ? [deletionFinalizer] : deleting)] : others;
  return { manifest: withField(manifest, finalizers, all.length === 0 ? undefined : all), problems: [] };
};

const areTexts = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const texts = (value: Json | undefined): readonly string[] => (value !== undefined && areTexts(value) ? value : []);
