/** Go programs compiled to WebAssembly as functions: byte strings in, text out. No binary, no network, no files. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import {
  ConsoleStdout,
  Directory,
  File,
  type Inode,
  OpenFile,
  PreopenDirectory,
  WASI,
} from '@bjorn3/browser_wasi_shim';

/** Answers a request, which is a sequence of byte strings, with text. Unusable after it has thrown. */
export interface Reactor {
  readonly ask: (request: readonly Uint8Array[]) => string;
  /** Bytes of memory that it has taken so far; it never gives any back. */
  readonly memory: () => number;
}

export interface Program {
  readonly module: WebAssembly.Module;
  /** Of the program, for messages. */
  readonly name: string;
  /** `NAME=VALUE`. Go, told of a `GOMEMLIMIT`, collects garbage well before the memory's end. */
  readonly environment: readonly string[];
  /** A folder that the program sees. */
  readonly folder?: { readonly at: string; readonly files: ReadonlyMap<string, string | Uint8Array> };
  /** In place of the machine's randomness and clock, so that a run can be repeated, or made different on purpose. */
  readonly chance?: { readonly seed: number; readonly now: Date };
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly _initialize: () => void;
  readonly allocate: (size: number) => number;
  readonly answer: () => number;
  readonly result: () => number;
}

/** Reads a module that is compressed with brotli, and compiles it. */
export const compile = async (url: URL): Promise<WebAssembly.Module> =>
  WebAssembly.compile(new Uint8Array(await promisify(brotliDecompress)(await readFile(url))));

export const startReactor = async ({ module, name, environment, folder, chance }: Program): Promise<Reactor> => {
  let said = '';
  const errors = ConsoleStdout.lineBuffered((line) => {
    if (said.length < 2000) said += `${line.slice(0, 500)}\n`;
  });
  const nothing = new OpenFile(new File([]));
  const folders = folder === undefined ? [] : [new PreopenDirectory(folder.at, nested(folder.files))];
  // node:wasi ends the process with SIGSEGV when a Go program's memory grows; the shim is plain JavaScript. Go's runtime wants an argv.
  const wasi = new WASI([name], [...environment], [nothing, nothing, errors, ...folders], { debug: false });
  let exports: Exports | undefined;
  const imports =
    chance === undefined ? wasi.wasiImport : { ...wasi.wasiImport, ...repeatable(chance, () => exports?.memory) };
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: imports as never });
  const started = instance.exports as unknown as Exports;
  exports = started;
  wasi.initialize({ exports: started });
  return {
    ask: (request) => {
      try {
        return call(started, request);
      } catch (error) {
        throw new Error(`${name} stopped: ${said.trim() || String(error)}`, { cause: error });
      }
    },
    memory: () => started.memory.buffer.byteLength,
  };
};

const call = (exports: Exports, request: readonly Uint8Array[]): string => {
  const size = request.reduce((sum, part) => sum + 4 + part.length, 0);
  const start = exports.allocate(size);
  // Looked up after allocating: memory that grows gets a new buffer.
  const bytes = new Uint8Array(exports.memory.buffer, start, size);
  const view = new DataView(exports.memory.buffer, start, size);
  let offset = 0;
  for (const part of request) {
    view.setUint32(offset, part.length, true);
    bytes.set(part, offset + 4);
    offset += 4 + part.length;
  }
  const length = exports.answer();
  return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.result(), length));
};

/** What WASI asks for randomness and time, from a seed and a moment that passes as usual. */
const repeatable = (
  { seed, now }: { readonly seed: number; readonly now: Date },
  memory: () => WebAssembly.Memory | undefined,
): Record<string, (...args: never[]) => number> => {
  let state = seed >>> 0;
  // mulberry32: not for secrets, which a render that is repeated must not hold anyway.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  const began = performance.now();
  return {
    random_get: (pointer: number, length: number): number => {
      const bytes = new Uint8Array(memory()?.buffer ?? new ArrayBuffer(0), pointer, length);
      for (let index = 0; index < length; index += 1) bytes[index] = next();
      return 0;
    },
    clock_time_get: (_clock: number, _precision: bigint, pointer: number): number => {
      const passed = BigInt(Math.round((performance.now() - began) * 1e6));
      const nanoseconds = BigInt(now.getTime()) * 1_000_000n + passed;
      new DataView(memory()?.buffer ?? new ArrayBuffer(0)).setBigUint64(pointer, nanoseconds, true);
      return 0;
    },
  };
};

/** Files by path as nested folders. */
const nested = (files: ReadonlyMap<string, string | Uint8Array>): Map<string, Inode> => {
  const root = new Map<string, Inode>();
  for (const [path, content] of files) {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    inside(root, parts).set(name, new File(bytes, { readonly: true }));
  }
  return root;
};

const inside = (root: Map<string, Inode>, parts: readonly string[]): Map<string, Inode> => {
  let contents = root;
  for (const part of parts) {
    let next = contents.get(part);
    if (!(next instanceof Directory)) {
      next = new Directory(new Map());
      contents.set(part, next);
    }
    contents = (next as Directory).contents;
  }
  return contents;
};
