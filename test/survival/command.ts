/** The command line as a process of its own, with the real reader, planner and writer, and a validator that takes no time. */
import { run } from '../../generator/program.ts';
import { surroundings } from './run.ts';

process.exitCode = await run(process.argv.slice(2), {
  ...surroundings(process.cwd()),
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});
