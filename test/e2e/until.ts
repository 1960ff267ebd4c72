import { isDeepStrictEqual } from 'node:util';

/** A state that did not come in time. */
export class NotReached extends Error {}

const step = 250;
/** All deadlines are this many times as long. */
const patience = Number(process.env.E2E_PATIENCE ?? 1);

/**
 * Asks until the answer is exactly `wanted`. An error of the question counts as an answer that is not it, so that nothing passes by
 * an error. After `seconds` the last answer is told, with what `explain` adds to it.
 */
export const until = async (
  what: string,
  wanted: unknown,
  question: () => Promise<unknown>,
  { seconds = 60, explain = async () => '' }: { seconds?: number; explain?: () => Promise<string> } = {},
): Promise<void> => {
  const deadline = performance.now() + seconds * patience * 1000;
  for (;;) {
    const got = await question().catch((error: unknown) => {
      return `error: ${error instanceof Error ? error.message : String(error)}`;
    });
    if (isDeepStrictEqual(got, wanted)) return;
    if (performance.now() > deadline)
      throw new NotReached(
        [
          `${what}: not within ${seconds * patience} s`,
          `  got    ${told(got)}`,
          `  wanted ${told(wanted)}`,
          await explain(),
        ].join('\n'),
      );
    await pause(step);
  }
};

/** Asks for some time, and fails as soon as the answer is another than `wanted`: a state has to stay. */
export const stays = async (
  what: string,
  wanted: unknown,
  question: () => Promise<unknown>,
  seconds: number,
): Promise<void> => {
  const end = performance.now() + seconds * 1000;
  do {
    const got = await question();
    if (!isDeepStrictEqual(got, wanted))
      throw new NotReached(`${what}: did not stay\n  got    ${told(got)}\n  wanted ${told(wanted)}`);
    await pause(step);
  } while (performance.now() < end);
};

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const told = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
