import type { Rendering } from 'helm-wasm';
import { withoutData } from '../../masked.ts';
import type { RunResult } from '../../model/outputs.ts';
import type { Release } from '../../model/releases.ts';
import type { JsonObject } from '../../model/values.ts';
import { print, version } from '../json.ts';

/** What was rendered for machines, or why nothing was. schemas/rendered.schema.json describes it. */
export const renderedJson = (
  { command, problems }: RunResult,
  rendered: readonly { readonly release: Release; readonly rendering: Rendering }[] | undefined,
  { showSecrets }: { readonly showSecrets: boolean },
): string => {
  const shown = <Each extends { readonly object: object }>(each: Each): Each =>
    showSecrets ? each : { ...each, object: withoutData(each.object as JsonObject) };
  const releases = rendered?.map(({ release, rendering: { values, objects, hooks, crds, notes, warnings } }) => ({
    service: release.service,
    name: release.name,
    namespace: release.namespace.value,
    chart: { name: release.chart.value.name, version: release.chart.value.version },
    crds: crds.map(shown),
    hooks: hooks.map(shown),
    objects: objects.map(shown),
    values,
    notes,
    warnings,
  }));
  return print({ version, command, problems, ...(releases === undefined ? {} : { releases }) });
};
