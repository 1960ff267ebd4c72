/** Helm's template engine as a function: charts and values in, Kubernetes objects out. No binary, no network, no files. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Engine, type EngineOptions, type Turn, Unanswered } from 'go-reactor/engine';
import type { ChartSource } from './chart-source.ts';
import { HelmError } from './error.ts';

export type { EngineOptions } from 'go-reactor/engine';
export type { ChartParts, ChartSource, ListedDependency } from './chart-source.ts';
export { type ErrorKind, HelmError } from './error.ts';

/** What Chart.yaml says, as Helm reads it. */
export interface ChartMetadata {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly appVersion?: string;
  readonly kubeVersion?: string;
  readonly type?: string;
  readonly deprecated?: boolean;
  readonly dependencies?: readonly { readonly name: string; readonly version?: string; readonly alias?: string }[];
}

type JsonObject = { readonly [key: string]: unknown };

export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** Whether templates see an upgrade, in place of an installation. Default: false. */
  readonly isUpgrade?: boolean;
  /** Default: 1. */
  readonly revision?: number;
}

export interface Capabilities {
  /** `1.34.2`. Default: what Helm was built with. */
  readonly kubeVersion?: string;
  /** `apps/v1` and `apps/v1/Deployment`: beside the versions that Helm was built with. */
  readonly apiVersions?: readonly string[];
  /** Whether `apiVersions` are all that there are. Default: false. */
  readonly exact?: boolean;
}

export interface RenderRequest {
  /** An object, or YAML as `helm -f` reads it. */
  readonly values: JsonObject | string;
  readonly release: Release;
  readonly capabilities?: Capabilities;
  /** What templates see as the chart's version. Default: its own. */
  readonly chartVersion?: string;
  /** Do not hold the values against values.schema.json. Default: false. */
  readonly skipSchema?: boolean;
  /** Say in `helm3` what Helm 3 would do otherwise; it takes up to two more renders. Default: false. */
  readonly compareHelm3?: boolean;
  /** Say in `source` of each object where it is written; it takes a second render. Default: false. */
  readonly lines?: boolean;
}

/** Something that Helm 3 does otherwise with a chart and its values. */
export interface Helm3Difference {
  /**
   * `function`: a template calls one that Helm 3 does not have, so that it renders nothing of the chart. `null`: a null in a chart's own values is
   * a key there. `version`: a template makes something of Helm's version. `separator`: it takes blanks and lines at the end of a document away.
   */
  readonly kind: 'function' | 'null' | 'version' | 'separator';
  /** The function, or the places of the nulls, with dots. */
  readonly names: readonly string[];
  /** The template that gives something else; absent where it is not known which. */
  readonly template?: string;
  /** In the template, of a function. */
  readonly line?: number;
}

export interface RenderedObject {
  /** `CHART/templates/FILE`, or for a CRD `CHART/crds/FILE`. */
  readonly template: string;
  /** At which its document begins in what the template gave, from 1. */
  readonly line: number;
  readonly object: JsonObject;
  /** Where that was asked for, and can be told. */
  readonly source?: SourceLine;
}

/** The line in a chart's file at which an object begins: in its template, or in a file whose definition the template includes. From 1. */
export interface SourceLine {
  readonly template: string;
  readonly line: number;
}

export interface Hook extends RenderedObject {
  readonly hook: {
    /** `pre-install`, `test`, … */
    readonly events: readonly string[];
    readonly weight: number;
    readonly deletePolicies: readonly string[];
  };
}

export interface Rendering {
  /** What templates of the chart see as `.Values`. */
  readonly values: JsonObject;
  /** In the order in which Helm applies them. */
  readonly objects: readonly RenderedObject[];
  readonly hooks: readonly Hook[];
  /** Of `crds/`, of sub-charts too. */
  readonly crds: readonly RenderedObject[];
  readonly notes: string;
  /** What Helm logs on the way. */
  readonly warnings: readonly string[];
  /** Where that was asked for, and there is any. */
  readonly helm3?: readonly Helm3Difference[];
}

/** A place in a chart's values that its templates read. */
export interface Read {
  /** Keys from the top chart's values; `*` stands for any key, and for any item of a list. */
  readonly path: readonly string[];
  /** Whether all that lies below may be read as well. */
  readonly open: boolean;
}

export interface Reads {
  /** By path, each once, and none below an open one. */
  readonly reads: readonly Read[];
  /** Places without a default: where one of them is set, whatever is set may be read. Templates that hand all values over have such a condition. */
  readonly allIf: readonly (readonly string[])[];
}

export interface Chart {
  readonly metadata: ChartMetadata;
  /** Of values.yaml, without those of sub-charts. */
  readonly values: JsonObject;
  readonly hasSchema: boolean;
  /** Names of the charts in charts/. */
  readonly subcharts: readonly string[];
  /** Throws a HelmError. */
  readonly render: (request: RenderRequest) => Promise<Rendering>;
  /** The values that templates would see; no template runs. Throws a HelmError. */
  readonly effectiveValues: (request: RenderRequest) => Promise<JsonObject>;
  /**
   * The values that templates read, sub-charts' too, found in the templates themselves: both sides of every condition count. What is not in it no
   * template reads, whatever the values; what is in it one may read. Templates in the chart's default values count; those in texts that a user sets
   * are not known here. Where templates cannot be followed, all counts as read: one open read of the path `[]`. Throws a HelmError.
   */
  readonly reads: () => Promise<Reads>;
  /** Lets go of it. A later call loads it again. */
  readonly drop: () => Promise<void>;
}

export interface Helm {
  /** Throws a HelmError. */
  readonly load: (source: ChartSource) => Promise<Chart>;
  /** Ends the thread. A later call starts another. */
  readonly close: () => Promise<void>;
}

const module = new URL('../helm.wasm.br', import.meta.url);

/** What renders, as `sha256:` and 64 hex digits: the same digest gives the same objects for the same chart and request. Starts nothing. */
export const engineDigest = async (): Promise<string> =>
  `sha256:${createHash('sha256')
    .update(await readFile(module))
    .digest('hex')}`;

/** An engine on a thread of its own, which starts with the first call. Several work side by side. */
export const startHelm = (options: EngineOptions = {}): Helm => {
  const engine = new Engine({ name: 'helm', url: module }, options);
  return { load: (source) => load(engine, source), close: () => engine.close() };
};

/** What a chart does to the engine is the chart's error. */
const run = async <Result>(engine: Engine, work: (turn: Turn) => Promise<Result>): Promise<Result> => {
  try {
    return await engine.run(work);
  } catch (error) {
    throw error instanceof Unanswered ? new HelmError({ kind: error.kind, message: error.message }) : error;
  }
};

interface Loaded {
  readonly chart: number;
  readonly metadata: ChartMetadata;
  readonly values: JsonObject | null;
  readonly hasSchema: boolean;
  readonly subcharts: readonly string[];
}

const load = async (engine: Engine, source: ChartSource): Promise<Chart> => {
  const request = loadRequest(source);
  let at: { instance: number; chart: number } | undefined;
  /** Its number in the engine as it is now: another instance has to load it again. */
  const loadedIn = async (turn: Turn): Promise<number> => {
    if (at?.instance !== turn.instance) {
      const loaded = answerOf<Loaded>(await turn.ask(request));
      at = { instance: turn.instance, chart: loaded.chart };
    }
    return at.chart;
  };
  const first = await run(engine, async (turn) => {
    const loaded = answerOf<Loaded>(await turn.ask(request));
    at = { instance: turn.instance, chart: loaded.chart };
    return loaded;
  });
  const render = (asked: RenderRequest, valuesOnly: boolean): Promise<Rendering> =>
    run(engine, async (turn) => {
      const chart = await loadedIn(turn);
      return answerOf<Rendering>(await turn.ask([json({ do: 'render', chart, render: { ...asked, valuesOnly } })]));
    });
  return {
    metadata: first.metadata,
    values: first.values ?? {},
    hasSchema: first.hasSchema,
    subcharts: first.subcharts,
    render: (asked) => render(asked, false),
    effectiveValues: async (asked) => (await render(asked, true)).values,
    reads: () =>
      engine.run(async (turn) => answerOf<Reads>(await turn.ask([json({ do: 'reads', chart: await loadedIn(turn) })]))),
    drop: () =>
      run(engine, async (turn) => {
        if (at?.instance === turn.instance) await turn.ask([json({ do: 'drop', chart: at.chart })]);
        at = undefined;
      }),
  };
};

const loadRequest = (source: ChartSource): readonly Uint8Array[] => {
  if ('parts' in source) return [json({ do: 'load', parts: source.parts })];
  if ('archive' in source) return [json({ do: 'load' }), source.archive];
  const paths = [...source.files.keys()].sort();
  return [json({ do: 'load', paths }), ...paths.map((path) => source.files.get(path) ?? new Uint8Array())];
};

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const answerOf = <Answer>(text: string): Answer => {
  const answer = JSON.parse(text) as Answer | { readonly error: ConstructorParameters<typeof HelmError>[0] };
  if (typeof answer === 'object' && answer !== null && 'error' in answer) throw new HelmError(answer.error);
  return answer as Answer;
};
