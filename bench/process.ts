/** What the measured processes have in common: they do one thing, and print what it took as one line of JSON. */
import type { Cost, RunCost } from './figures.ts';

/** What this process took so far, with the runtime's own start. */
export const costSoFar = (): Cost => {
  const { user, system } = process.cpuUsage();
  // Node gives kibibytes on every system.
  return { wall: performance.now(), cpu: (user + system) / 1000, memory: process.resourceUsage().maxRSS * 1024 };
};

/** The same without a part that does not count. Memory stays what it was. */
export const without = (cost: Cost, { wall, cpu }: Pick<Cost, 'wall' | 'cpu'>): Cost => ({
  ...cost,
  wall: cost.wall - wall,
  cpu: cost.cpu - cpu,
});

export const print = (cost: Cost | RunCost): void => console.log(JSON.stringify(cost));
