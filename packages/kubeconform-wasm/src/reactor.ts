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
export type Reactor = (request: readonly Uint8Array[]) => string;

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly _initialize: () => void;
  readonly allocate: (size: number) => number;
  readonly validate: () => number;
  readonly result: () => number;
}

let compiled: Promise<WebAssembly.Module> | undefined;

const compile = async (): Promise<WebAssembly.Module> => {
  const compressed = await readFile(new URL('../kubeconform.wasm.br', import.meta.url));
  return WebAssembly.compile(new Uint8Array(await promisify(brotliDecompress)(compressed)));
};

/** Starts the module with a folder that it sees as `/schemas`. Compiling happens once in a process. */
export const startReactor = async (files: ReadonlyMap<string, string | Uint8Array>): Promise<Reactor> => {
  compiled ??= compile();
  let said = '';
  const errors = ConsoleStdout.lineBuffered((line) => {
    if (said.length < 2000) said += `${line.slice(0, 500)}\n`;
  });
  const nothing = new OpenFile(new File([]));
  // node:wasi ends the process with SIGSEGV when this module's memory grows; the shim is plain JavaScript.
  // Go's runtime wants an argv, and told of a limit it collects garbage well before the memory's end.
  const wasi = new WASI(
    ['kubeconform'],
    ['GOMEMLIMIT=512MiB'],
    [nothing, nothing, errors, new PreopenDirectory('/schemas', folder(files))],
    { debug: false },
  );
  const instance = await WebAssembly.instantiate(await compiled, { wasi_snapshot_preview1: wasi.wasiImport as never });
  const exports = instance.exports as unknown as Exports;
  wasi.initialize({ exports });
  return (request) => {
    try {
      return call(exports, request);
    } catch (error) {
      throw new Error(`kubeconform stopped: ${said.trim() || String(error)}`, { cause: error });
    }
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
  const length = exports.validate();
  return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.result(), length));
};

/** Files by path as nested folders. */
const folder = (files: ReadonlyMap<string, string | Uint8Array>): Map<string, Inode> => {
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
