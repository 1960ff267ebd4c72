/**
 * `espalier generate` in the repository at argv[2], as the command line runs it. kubeconform is started beforehand and not
 * beside the rest, so that what it takes can be told apart.
 */
import { run } from '../generator/program.ts';
import { loadKubeconform, type ManifestValidator } from '../generator/validate/kubeconform.ts';
import { costSoFar, print } from './process.ts';

const validation = { wall: 0, cpu: 0 };
const count = (since: ReturnType<typeof costSoFar>): void => {
  const now = costSoFar();
  validation.wall += now.wall - since.wall;
  validation.cpu += now.cpu - since.cpu;
};

const beforeStart = costSoFar();
const engine = await loadKubeconform();
count(beforeStart);

const watched: ManifestValidator = {
  ...engine,
  validate: (documents, options) => {
    const before = costSoFar();
    const verdicts = engine.validate(documents, options);
    count(before);
    return verdicts;
  },
};

let said = '';
const tell = (text: string): void => {
  said += text;
};
const code = await run(['generate'], {
  directory: process.argv[2] ?? '.',
  now: () => performance.now(),
  kubeconform: async () => watched,
  signal: new AbortController().signal,
  color: false,
  width: 100,
  out: tell,
  error: tell,
});
if (code !== 0) throw new Error(`espalier generate ended with ${code}:\n${said}`);
print({ ...costSoFar(), validation });
