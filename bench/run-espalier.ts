/**
 * A run of Espalier as the command line has it: the repository is argv[2], the cache argv[3], and what follows the arguments.
 * What kubeconform takes, starting included, is counted apart.
 */
import { run } from '../generator/program.ts';
import { loadKubeconform, type ManifestValidator } from '../generator/validate/kubeconform.ts';
import { costSoFar, print } from './process.ts';

const [, , directory = '.', cache = '', ...args] = process.argv;

const validation = { wall: 0, cpu: 0 };
const count = (since: ReturnType<typeof costSoFar>): void => {
  const now = costSoFar();
  validation.wall += now.wall - since.wall;
  validation.cpu += now.cpu - since.cpu;
};

const watch = (engine: ManifestValidator): ManifestValidator => ({
  ...engine,
  validate: (documents, options) => {
    const before = costSoFar();
    const verdicts = engine.validate(documents, options);
    count(before);
    return verdicts;
  },
});

let said = '';
const tell = (text: string): void => {
  said += text;
};
const code = await run(args, {
  directory,
  now: () => performance.now(),
  today: '2026-01-01',
  kubeconform: async () => {
    const before = costSoFar();
    const engine = await loadKubeconform();
    count(before);
    return watch(engine);
  },
  cache,
  signal: new AbortController().signal,
  color: false,
  width: 100,
  out: tell,
  error: tell,
});
if (code !== 0) throw new Error(`espalier ${args.join(' ')} ended with ${code}:\n${said}`);
print({ ...costSoFar(), validation });
