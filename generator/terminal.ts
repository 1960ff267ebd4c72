import type { Readable, Writable } from 'node:stream';
import { Failure } from './failure.ts';
import type { Questions } from './init/answers.ts';

/** Asks at a terminal. `interrupt` is told when somebody gives up, which a terminal that is being asked sends as a key. */
export const questionsAt = (input: Readable, output: Writable, interrupt: () => void): Questions => {
  const answered = (answer: string | symbol): string => {
    if (typeof answer === 'string') return answer;
    interrupt();
    throw new Failure('interrupted; nothing was written');
  };
  return {
    text: async (question, suggestion, refusal) => {
      const { text } = await import('@clack/prompts');
      const initial = suggestion === undefined ? {} : { initialValue: suggestion };
      return answered(
        await text({ message: question, ...initial, validate: (answer) => refusal(answer ?? ''), input, output }),
      );
    },
    choice: async (question, choices) => {
      const { select } = await import('@clack/prompts');
      const options = choices.map(({ value, hint }) => ({ value, label: value, hint }));
      return answered(await select<string>({ message: question, options, input, output }));
    },
  };
};
