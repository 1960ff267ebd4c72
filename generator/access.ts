import type { Access } from './charts/network/network.ts';
import type { World } from './generate.ts';
import type { Inputs } from './model/inputs.ts';
import { repositoriesOf } from './resolve/repositories.ts';

/** How charts are fetched in this world; undefined where it has no network. */
export const accessOf = (world: World, { settings, clusters }: Inputs, isOffline: boolean): Access | undefined => {
  const { root, signal, step, network } = world;
  return network && { network, isOffline, root, repositories: repositoriesOf(settings, ...clusters), signal, step };
};
