/** kubeconform as a function: Kubernetes manifests in, verdicts out. No binary, no network, no files. */
import type { Reactor } from 'go-reactor';
import { startKubeconform } from './reactor.ts';

/** JSON schemas by path, such as `application-argoproj-v1alpha1.json`; `locations` say how a kind finds its path. */
export type Schemas = ReadonlyMap<string, string | Uint8Array>;

/** One manifest: an object as JSON has it, or text that holds one YAML or JSON document. */
export type ManifestDocument = string | object;

export interface ValidateOptions {
  /**
   * kubeconform's schema locations, as paths among the schemas, tried in order. A location that does not end in `json`
   * means the layout of kubernetes-json-schema below it. Default: `{{ .ResourceKind }}{{ .KindSuffix }}.json`.
   */
  readonly locations?: readonly string[];
  /**
   * kubeconform's `-strict`: refuses keys that stand twice in YAML, and fills `{{ .StrictSuffix }}` in locations. The
   * schemas themselves must forbid unknown fields. Default: false, as kubeconform's.
   */
  readonly strict?: boolean;
  /** `1.34.2` or `master` (the default); fills `{{ .NormalizedKubernetesVersion }}` in locations. */
  readonly kubernetesVersion?: string;
  /** Skip a document whose kind has no schema, instead of an error. Default: false. */
  readonly ignoreMissingSchemas?: boolean;
  /** `Kind` or `group/version/Kind`. */
  readonly skipKinds?: readonly string[];
  /** `Kind` or `group/version/Kind`. */
  readonly rejectKinds?: readonly string[];
}

export interface Finding {
  /** JSON pointer into the document, of the very field; `''` is the document. */
  readonly path: string;
  /** What is wrong there. Values of the document are not in it. */
  readonly message: string;
}

export interface Verdict {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /**
   * `error` is kubeconform's word for a document that cannot be judged: unreadable, without a kind or a schema for it, or
   * with names that are no text. Where there is a schema, the findings are given all the same.
   */
  readonly status: 'valid' | 'invalid' | 'error' | 'skipped';
  readonly reason?: 'no-schema' | 'empty' | 'several-documents' | 'too-large';
  /** Sorted by path, at most 100. Empty where valid or skipped. */
  readonly errors: readonly Finding[];
}

/** An engine with its schemas. It compiles a schema when first needed, and keeps it. */
export interface Kubeconform {
  /**
   * One verdict per document, in the same order.
   * Throws where there is more than `limits` allow, and where the engine stops: out of memory (1 GiB), or text nested
   * deeper than some 700 levels. An engine that stopped must be loaded again.
   */
  readonly validate: (documents: readonly ManifestDocument[], options?: ValidateOptions) => readonly Verdict[];
}

/**
 * What one call takes. A document that is larger (as API servers refuse it, too) or nested deeper gets the verdict
 * `too-large`; more documents or bytes in all are an exception.
 */
export const limits: {
  readonly documents: number;
  readonly documentBytes: number;
  readonly depth: number;
  readonly bytes: number;
} = { documents: 50_000, documentBytes: 3 << 20, depth: 256, bytes: 64 << 20 };

/** Starts an engine: 0.2 s for the first in a process, 0.05 s for another. `schemas` are read as they are now. */
export const load = async (schemas: Schemas): Promise<Kubeconform> => {
  const files = new Map(schemas);
  let reactor: Reactor | undefined = await startKubeconform(files);
  return {
    validate: (documents, options = {}) => {
      if (reactor === undefined) throw new Error('kubeconform stopped in an earlier call; load it again');
      const request = requestOf(documents, options);
      const running = reactor;
      reactor = undefined;
      const answer = JSON.parse(running.ask(request.parts)) as readonly Verdict[] | { readonly error: string };
      reactor = running;
      if ('error' in answer) throw new Error(answer.error);
      return answer.map((verdict, index) => (request.tooLarge.has(index) ? tooLarge : verdict));
    },
  };
};

const engines = new WeakMap<Schemas, Promise<Kubeconform>>();

/** Validates with an engine that is started for these schemas once, and again after one that failed. */
export const validate = async (
  documents: readonly ManifestDocument[],
  options: ValidateOptions & { readonly schemas: Schemas },
): Promise<readonly Verdict[]> => {
  const { schemas, ...rest } = options;
  const engine = engines.get(schemas) ?? load(schemas);
  engines.set(schemas, engine);
  try {
    return (await engine).validate(documents, rest);
  } catch (error) {
    engines.delete(schemas);
    throw error;
  }
};

const tooLarge: Verdict = {
  apiVersion: '',
  kind: '',
  namespace: '',
  name: '',
  status: 'error',
  reason: 'too-large',
  errors: [{ path: '', message: `larger than ${limits.documentBytes} bytes, or nested deeper than ${limits.depth}` }],
};

interface Request {
  readonly parts: readonly Uint8Array[];
  /** Indexes of documents that went as an empty one. */
  readonly tooLarge: ReadonlySet<number>;
}

const requestOf = (documents: readonly ManifestDocument[], options: ValidateOptions): Request => {
  if (documents.length > limits.documents) throw new RangeError(`more than ${limits.documents} documents in one call`);
  const encoder = new TextEncoder();
  const parts = [encoder.encode(JSON.stringify(engineOptions(options)))];
  const tooLarge = new Set<number>();
  let bytes = 0;
  for (const [index, document] of documents.entries()) {
    const text = typeof document === 'string' ? document : textOf(document);
    let part = encoder.encode(text ?? '');
    if (text === undefined || part.length > limits.documentBytes) {
      tooLarge.add(index);
      part = new Uint8Array(0);
    }
    bytes += part.length;
    if (bytes > limits.bytes) throw new RangeError(`more than ${limits.bytes} bytes in one call`);
    parts.push(part);
  }
  return { parts, tooLarge };
};

const engineOptions = (options: ValidateOptions): Required<ValidateOptions> => ({
  locations: options.locations ?? ['{{ .ResourceKind }}{{ .KindSuffix }}.json'],
  strict: options.strict ?? false,
  kubernetesVersion: options.kubernetesVersion ?? 'master',
  ignoreMissingSchemas: options.ignoreMissingSchemas ?? false,
  skipKinds: options.skipKinds ?? [],
  rejectKinds: options.rejectKinds ?? [],
});

/** kubeconform reads JSON as YAML, which folds or refuses a few characters that JSON leaves as they are. */
const unsafeInYaml = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** The object as JSON, or nothing where it is nested too deeply: the engine recurses on the stack of its caller. */
const textOf = (document: object): string | undefined =>
  deeperThan(limits.depth, document)
    ? undefined
    : JSON.stringify(document).replace(
        unsafeInYaml,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );

const deeperThan = (depth: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((child) => deeperThan(depth - 1, child)));
