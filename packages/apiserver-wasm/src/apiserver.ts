/** What a Kubernetes API server would say of objects, as a function: its own defaults and validation. No server, no network, no files. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Engine, type EngineOptions } from 'go-reactor/engine';

export type { EngineOptions } from 'go-reactor/engine';
export { Unanswered } from 'go-reactor/engine';

/** What a namespace's `pod-security.kubernetes.io/enforce` and `…/enforce-version` say. */
export interface PodSecurity {
  /** `privileged`, `baseline` or `restricted`. */
  readonly level: string;
  /** `v1.34` or `latest`. Default: `latest`. */
  readonly version?: string;
}

export interface Judged {
  readonly object: object;
  /** Of the namespace that it goes to, where that has a level. */
  readonly podSecurity?: PodSecurity;
}

export interface JudgeRequest {
  /** `1.34`: whose features are on. Fields that this version does not have are for its schemas to find. */
  readonly kubernetes: string;
  /** CustomResourceDefinitions: what the other objects may be, beside what Kubernetes has. */
  readonly definitions: readonly object[];
  readonly objects: readonly Judged[];
}

export interface Finding {
  /** JSON pointer into the object; `''` where the server does not say where. */
  readonly path: string;
  /** What is wrong there. Values of the object are not in it. */
  readonly message: string;
  /**
   * `field`: validation refuses it. `rule`: a CEL rule of the definition does. `unknown`: a field that the definition does not have. `type`: it cannot be
   * read as its kind. `pod-security`: the namespace would not admit the pods. `deprecated`: taken, and on its way out.
   */
  readonly of: 'field' | 'rule' | 'unknown' | 'type' | 'pod-security' | 'deprecated';
}

/** In the order of the request; empty for what is taken, and for kinds that neither Kubernetes nor a definition has. */
export interface Judgement {
  /** Of definitions whose schemas cannot be used. */
  readonly definitions: readonly (readonly Finding[])[];
  readonly objects: readonly (readonly Finding[])[];
}

export interface Apiserver {
  /** Starts the thread, which the first judgement does else. */
  readonly start: () => Promise<void>;
  /** What would be said of the creation of each, in an empty cluster. Throws `Unanswered` where it takes too long or too much memory. */
  readonly judge: (request: JudgeRequest) => Promise<Judgement>;
  /** Ends the thread. A later call starts another. */
  readonly close: () => Promise<void>;
}

const module = new URL('../apiserver.wasm.br', import.meta.url);

/** `sha256:` and 64 hex digits, of what judges. */
export const engineDigest = async (): Promise<string> =>
  `sha256:${createHash('sha256')
    .update(await readFile(module))
    .digest('hex')}`;

/** An engine on a thread of its own. */
export const startApiserver = (options: EngineOptions = {}): Apiserver => {
  const engine = new Engine({ name: 'apiserver', url: module }, options);
  return {
    start: () => engine.run(async () => undefined),
    judge: (request) => engine.run(async ({ ask }) => answerOf(request, await ask(partsOf(request)))),
    close: () => engine.close(),
  };
};

const partsOf = ({ kubernetes, definitions, objects }: JudgeRequest): readonly Uint8Array[] => {
  const levels = objects.map(({ podSecurity }) => podSecurity ?? { level: '' });
  const asked = { kubernetes, definitions: definitions.length, levels };
  return [asked, ...definitions, ...objects.map(({ object }) => object)].map((part) =>
    new TextEncoder().encode(JSON.stringify(part)),
  );
};

const answerOf = ({ definitions }: JudgeRequest, text: string): Judgement => {
  const answers = JSON.parse(text) as readonly (readonly Finding[])[] | { readonly error: string };
  if ('error' in answers) throw new Error(answers.error);
  return { definitions: answers.slice(0, definitions.length), objects: answers.slice(definitions.length) };
};
