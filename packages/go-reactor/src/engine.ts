import { Worker } from 'node:worker_threads';
import { compile, type Program } from './reactor.ts';

/** What a thread is started with. */
export type Start = Omit<Program, 'folder'>;

/** What a thread says of a request: its answer and the bytes of memory it has by now, or that it can answer no more. */
export type Answer = { readonly text: string; readonly memory: number } | { readonly stopped: string };

export interface EngineOptions {
  /** Milliseconds that one request may take. Default: 30,000. */
  readonly timeLimit?: number;
  /** Bytes of memory from which on an engine is replaced before the next request. Default: 512 MiB. The module takes 1 GiB at most. */
  readonly memoryLimit?: number;
  /** In place of the machine's randomness and clock: what a program makes of chance comes again. */
  readonly chance?: Program['chance'];
}

/** A program in a file that `buildReactor` made. */
export interface Compressed {
  readonly url: URL;
  readonly name: string;
}

/** A request was not answered: it took too long (`time`), or the program stopped. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly kind: 'time' | 'stopped';

  constructor(kind: 'time' | 'stopped', message: string) {
    super(message);
    this.kind = kind;
  }
}

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** Compiling happens once in a process. */
const compiledOnce = (url: URL): Promise<WebAssembly.Module> => {
  const module = compiled.get(url.href) ?? compile(url);
  compiled.set(url.href, module);
  return module;
};

/**
 * One instance of a program on a thread of its own, so that a request that never ends can be stopped. Requests queue up. After one
 * that did not end, or that took too much memory, a new instance takes over; `instance` counts them, since it knows nothing of what others were told.
 */
export class Engine {
  #instance = 0;
  readonly #program: Compressed;
  readonly #options: Required<Pick<EngineOptions, 'timeLimit' | 'memoryLimit'>> & EngineOptions;
  #worker: Promise<Worker> | undefined;
  #memory = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(program: Compressed, options: EngineOptions) {
    this.#program = program;
    this.#options = { timeLimit: 30_000, memoryLimit: 512 << 20, ...options };
  }

  /** Does work that makes several requests, when what was asked before has been answered. */
  run<Result>(work: (turn: Turn) => Promise<Result>): Promise<Result> {
    const result = this.#last.then(async () => {
      if (this.#memory > this.#options.memoryLimit) await this.#drop();
      const worker = await this.#running();
      return work({ instance: this.#instance, ask: (request) => this.#ask(worker, request) });
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Ends the thread when what was asked before has been answered. The next request starts another. */
  close(): Promise<void> {
    const closed = this.#last.then(() => this.#drop());
    this.#last = closed;
    return closed;
  }

  async #running(): Promise<Worker> {
    this.#worker ??= this.#start();
    try {
      return await this.#worker;
    } catch (error) {
      this.#worker = undefined;
      throw error;
    }
  }

  async #start(): Promise<Worker> {
    const { name, url: program } = this.#program;
    const { chance } = this.#options;
    const url = new URL('./thread.js', import.meta.url);
    const worker = new Worker(url, {
      workerData: {
        module: await compiledOnce(program),
        name,
        // Well below what a module may take at most.
        environment: ['GOMEMLIMIT=640MiB'],
        ...(chance === undefined ? {} : { chance }),
      } satisfies Start,
      // Deep recursion, such as templates that include themselves a thousand times, which Helm allows, stands on the thread's stack.
      resourceLimits: { stackSizeMb: 256 },
    });
    const answer = await answerOf(worker, undefined, startLimit);
    if (!('text' in answer)) {
      await worker.terminate();
      throw new Unanswered('stopped', answer.stopped ?? `${name} does not start`);
    }
    this.#instance += 1;
    this.#memory = answer.memory;
    return worker;
  }

  async #drop(): Promise<void> {
    const worker = await this.#worker;
    this.#worker = undefined;
    this.#memory = 0;
    await worker?.terminate();
  }

  async #ask(worker: Worker, request: readonly Uint8Array[]): Promise<string> {
    const answer = await answerOf(worker, request, this.#options.timeLimit);
    if ('text' in answer) {
      this.#memory = answer.memory;
      return answer.text;
    }
    await this.#drop();
    throw answer.stopped === undefined
      ? new Unanswered('time', `not done after ${this.#options.timeLimit / 1000} s`)
      : new Unanswered('stopped', answer.stopped);
  }
}

/** What a piece of work has of the engine, for as long as it runs. */
export interface Turn {
  readonly instance: number;
  readonly ask: (request: readonly Uint8Array[]) => Promise<string>;
}

/** Starting takes part of a second, and much longer on a machine with other work on it. */
const startLimit = 60_000;

/** What the thread says of a request, or first of its start. */
const answerOf = (
  worker: Worker,
  request: readonly Uint8Array[] | undefined,
  timeLimit: number,
): Promise<Answer | { readonly stopped: undefined }> =>
  new Promise((resolve) => {
    const done = (answer: Answer | { readonly stopped: undefined }): void => {
      clearTimeout(timer);
      worker.unref();
      worker.off('message', done).off('error', failed).off('exit', ended);
      resolve(answer);
    };
    const failed = (error: unknown): void => done({ stopped: error instanceof Error ? error.message : String(error) });
    const ended = (code: number): void => done({ stopped: `its thread ended with ${code}` });
    const timer = setTimeout(() => done({ stopped: undefined }), timeLimit);
    // While it works it keeps the process alive, and only then.
    worker.ref();
    worker.on('message', done).on('error', failed).on('exit', ended);
    if (request !== undefined) worker.postMessage(request);
  });
