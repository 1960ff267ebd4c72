import { compile, type Reactor, startReactor } from 'go-reactor';

let compiled: Promise<WebAssembly.Module> | undefined;

/** Starts kubeconform with a folder that it sees as `/schemas`. Compiling happens once in a process. */
export const startKubeconform = async (files: ReadonlyMap<string, string | Uint8Array>): Promise<Reactor> => {
  compiled ??= compile(new URL('../kubeconform.wasm.br', import.meta.url));
  return startReactor({
    module: await compiled,
    name: 'kubeconform',
    environment: ['GOMEMLIMIT=512MiB'],
    folder: { at: '/schemas', files },
  });
};
