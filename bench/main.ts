/**
 * `npm run bench`: measures all sizes, and writes docs/benchmarks.md and docs/benchmarks.svg. `-- --releases 1000` measures that size
 * alone and prints its figures, which `--write` writes all the same; `--rounds 5` looks more often; `--seed 7` makes other
 * repositories.
 */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { documentOf, type Machine, tables } from './document.ts';
import type { Measured } from './figures.ts';
import { buildMeasured, measure } from './measure.ts';
import { pictureOf } from './picture.ts';
import type { Scale } from './repository.ts';

const sizes: readonly Scale[] = [
  { clusters: 1, services: 10 },
  { clusters: 10, services: 10 },
  { clusters: 20, services: 50 },
  { clusters: 200, services: 50 },
];

const { values: flags } = parseArgs({
  options: {
    releases: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});

const rounds = Number(flags.rounds);
const seed = Number(flags.seed);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed))
  throw new Error('--rounds and --seed are numbers');
const asked = flags.releases?.map(Number);
const unknown = asked?.filter((releases) => !sizes.some(({ clusters, services }) => clusters * services === releases));
if (unknown !== undefined && unknown.length > 0) throw new Error('--releases is 10, 100, 1000 or 10000');

const machine: Machine = {
  processor: cpus()[0]?.model.trim() ?? 'an unknown processor',
  cores: cpus().length,
  node: process.versions.node,
};

await buildMeasured();
const measured: Measured[] = [];
for (const scale of sizes) {
  const releases = scale.clusters * scale.services;
  if (asked !== undefined && !asked.includes(releases)) continue;
  // The largest takes minutes, and its figures vary the least.
  measured.push(
    await measure(scale, { rounds: releases > 1000 ? 1 : rounds, seed, tell: (text) => console.error(text) }),
  );
}
console.log(tables(measured).join('\n'));
if (asked === undefined || flags.write) {
  const command = ['npm run bench', ...(process.argv.length > 2 ? ['--'] : []), ...process.argv.slice(2)].join(' ');
  const docs = new URL('../docs/', import.meta.url);
  await writeFile(new URL('benchmarks.md', docs), documentOf(measured, machine, command));
  await writeFile(new URL('benchmarks.svg', docs), pictureOf(measured));
}
