import { stripVTControlCharacters } from 'node:util';
import { cacheFolder } from './charts/credentials/places.ts';
import { run } from './program.ts';
import { questionsAt } from './terminal.ts';
import { loadKubeconform } from './validate/kubeconform.ts';

const interrupt = new AbortController();
let codeOfSignal = 130;
// Once: a second signal ends the process at once, as the platform would.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => {
    codeOfSignal = code;
    interrupt.abort();
  });

// Whoever reads may stop reading (`| head`): the rest is not wanted, and the exit code stays what it is.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = 2;
  });

const hasColor = (stream: NodeJS.WriteStream): boolean => {
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR !== '0' && process.env.FORCE_COLOR !== 'false';
  return isTerminal(stream);
};

const isTerminal = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && process.env.TERM !== 'dumb';

const eraseLine = '\r\u001b[2K';
let isShown = false;
const status = (text: string): void => {
  if (text === '' && !isShown) return;
  isShown = text !== '';
  process.stderr.write(`${eraseLine}${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
};

const cache = cacheFolder(process.env);
const code = await run(process.argv.slice(2), {
  directory: process.cwd(),
  now: () => performance.now(),
  today: new Date().toISOString().slice(0, 10),
  kubeconform: loadKubeconform,
  // Only few commands render.
  engines: {
    helm: async (options) => (await import('helm-wasm')).startHelm(options),
    apiserver: async () => (await import('apiserver-wasm')).startApiserver(),
    kubeconform: async (schemas) => (await import('kubeconform-wasm')).load(schemas),
  },
  signal: interrupt.signal,
  network: { environment: process.env },
  ...(cache === undefined ? {} : { cache }),
  color: hasColor(process.stdout),
  width: process.stdout.columns ?? 100,
  ...(isTerminal(process.stderr) ? { status } : {}),
  // Whoever pipes the report away can be asked all the same.
  ...(process.stdin.isTTY && isTerminal(process.stderr)
    ? { questions: questionsAt(process.stdin, process.stderr, () => interrupt.abort()) }
    : {}),
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(hasColor(process.stderr) ? text : stripVTControlCharacters(text)),
});
process.exitCode ??= code === 130 ? codeOfSignal : code;
