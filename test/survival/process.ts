/** Later versions of Node take the types away by themselves, and start in half the time. */
const typescript =
  'typescript' in process.features && process.features.typescript !== false
    ? []
    : ['--import', import.meta.resolve('tsx')];

/** How to start a run as a process of its own: the program, and what comes before the command line's own arguments. */
export const program: readonly [string, ...string[]] = [
  process.execPath,
  ...typescript,
  new URL('command.ts', import.meta.url).pathname,
];
