/** The thread that one engine runs on: what it is sent it answers, one request after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Answer, Start } from './engine.ts';
import { startReactor } from './reactor.ts';

/** What `work` says, or what it threw. */
const answered = async (work: () => Promise<Answer>): Promise<void> => {
  const answer = await work().catch((error: unknown) => ({
    stopped: error instanceof Error ? error.message : String(error),
  }));
  parentPort?.postMessage(answer);
};

const starting = startReactor(workerData as Start);

// The first answer says that it has started.
await answered(async () => ({ text: '', memory: (await starting).memory() }));

parentPort?.on('message', (request: readonly Uint8Array[]) =>
  answered(async () => {
    const { ask, memory } = await starting;
    return { text: ask(request), memory: memory() };
  }),
);
