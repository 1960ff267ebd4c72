import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** A call to the file system: its place in the run, from 1, and its name; `name` of a file's handle as `handle.write`. */
export interface Call {
  readonly number: number;
  readonly name: string;
}

/** What goes wrong with a call: an error code, after the first half was written where `half` is said. */
export interface Fault {
  readonly code: string;
  readonly half?: boolean;
}

type Work = (...args: unknown[]) => Promise<unknown>;

const changing = new Set(['mkdir', 'open', 'rename', 'rm', 'rmdir', 'unlink', 'writeFile']);

/** Whether a call of this name changes the disk, or finishes a change. */
export const isChanging = (name: string): boolean => changing.has(name) || name.startsWith('handle.');

const errorOf = ({ code }: Fault, name: string): Error =>
  Object.assign(new Error(`${code}: injected`), { code, syscall: name });

const half = (content: unknown): string => String(content).slice(0, String(content).length / 2);

/** Does `work` while every asynchronous call to the file system of this process asks `fault` first. Returns the calls. */
export const withFaults = async (
  fault: (call: Call) => Fault | undefined,
  work: () => Promise<void>,
): Promise<readonly Call[]> => {
  const calls: Call[] = [];
  const guarded =
    (name: string, real: Work, content: (args: readonly unknown[]) => unknown[]): Work =>
    async (...args) => {
      const call = { number: calls.length + 1, name };
      calls.push(call);
      const found = fault(call);
      if (found?.half === true && name.endsWith('riteFile')) await real(...content(args));
      // A file that cannot be closed without an error is closed all the same.
      if (found !== undefined && name === 'handle.close') await real(...args);
      if (found !== undefined) throw errorOf(found, name);
      return real(...args);
    };
  const opened: Work = async (...args) => {
    const handle = (await originals.open(...args)) as unknown as Record<string, Work>;
    for (const name of ['writeFile', 'sync', 'close'])
      handle[name] = guarded(`handle.${name}`, (handle[name] as Work).bind(handle), ([content]) => [half(content)]);
    return handle;
  };
  const promises = fs.promises as unknown as Record<string, Work>;
  const originals = { ...promises } as Record<string, Work> & { open: Work };
  for (const [name, real] of Object.entries(originals))
    if (typeof real === 'function')
      promises[name] = guarded(name, name === 'open' ? opened : real, ([path, content, ...rest]) => [
        path,
        half(content),
        ...rest,
      ]);
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(promises, originals);
    syncBuiltinESMExports();
  }
  return calls;
};
