import { groupedBy } from '../../grouped.ts';
import type { Step } from '../../model/comparison.ts';
import type { Severity } from '../../model/problems.ts';
import { fieldOf, listOf, textOf } from '../../object-fields.ts';
import type { PodContainer, Pods } from './pod-containers.ts';
import { clipped, listed } from './words.ts';

/** What pods may do on their nodes that others may not, or a restriction that they lack. */
export interface Power {
  /** The same on both sides: what is new has a key that was not there. */
  readonly key: string;
  readonly path: readonly Step[];
  /** With the things that it names, where there are several of the kind. */
  readonly message: (things: string) => string;
  /** One of a kind that is told in one sentence. */
  readonly thing?: { readonly kind: string; readonly name: string };
  readonly severity?: Severity;
}

const always =
  (text: string): Power['message'] =>
  () =>
    text;

/** What pods must ask for to have it. */
export const podPowers = ({ spec, path }: Pods): readonly Power[] => [
  ...shared.flatMap(({ field, message }) =>
    fieldOf(spec, field) === true ? [{ key: field, path: [...path, field], message: always(message) }] : [],
  ),
  ...listOf(spec, 'volumes').flatMap((volume): readonly Power[] => {
    const folder = textOf(volume, 'hostPath', 'path');
    const name = textOf(volume, 'name') ?? '';
    if (folder === undefined) return [];
    const may = isWritten(spec, name) ? 'write' : 'read';
    return [
      {
        key: `${may} ${folder}`,
        path: [...path, 'volumes'],
        message: (folders) => `pods may ${may} what lies below ${folders} on their node`,
        thing: { kind: may, name: folder },
      },
    ];
  }),
];

const shared: readonly { readonly field: string; readonly message: string }[] = [
  { field: 'hostNetwork', message: 'pods share the network of their node, and reach what listens on it alone' },
  { field: 'hostPID', message: 'pods see all processes of their node' },
  { field: 'hostIPC', message: 'pods share memory with the processes of their node' },
];

/** Whether a container mounts a volume otherwise than for reading. */
const isWritten = (spec: unknown, volume: string): boolean =>
  ['initContainers', 'containers'].some((list) =>
    listOf(spec, list).some((container) =>
      listOf(container, 'volumeMounts').some(
        (mount) => textOf(mount, 'name') === volume && fieldOf(mount, 'readOnly') !== true,
      ),
    ),
  );

/** What a container must ask for to have it. */
export const containerPowers = (pods: Pods, { container, name, path }: PodContainer): readonly Power[] => {
  const { spec } = pods;
  const context = [...path, 'securityContext'];
  const own = (...keys: readonly string[]): unknown => fieldOf(container, 'securityContext', ...keys);
  const effective = (...keys: readonly string[]): unknown => own(...keys) ?? fieldOf(spec, 'securityContext', ...keys);
  const placeOf = (key: string): readonly Step[] => [
    ...(own(key) === undefined ? pods.path : path),
    'securityContext',
    key,
  ];
  const power = (key: string, holds: boolean, message: string, at: readonly Step[]): readonly Power[] =>
    holds ? [{ key, path: at, message: always(`container ${clipped(name)} ${message}`) }] : [];
  const several = (
    kind: string,
    names: readonly string[],
    message: (things: string) => string,
    at: readonly Step[],
  ): readonly Power[] =>
    names.map((thing) => ({
      key: `${kind} ${thing}`,
      path: at,
      message: (things) => `container ${clipped(name)} ${message(things)}`,
      thing: { kind: `${kind} ${name}`, name: thing },
    }));
  const ports = listOf(container, 'ports')
    .map((port) => fieldOf(port, 'hostPort'))
    .filter((port) => typeof port === 'number' && port > 0 && fieldOf(spec, 'hostNetwork') !== true);
  return [
    ...power('privileged', own('privileged') === true, 'runs privileged: it may do whatever root may do on its node', [
      ...context,
      'privileged',
    ]),
    ...several(
      'capability',
      addedCapabilities(container),
      (capabilities) => `gets ${capabilities} among its capabilities`,
      [...context, 'capabilities', 'add'],
    ),
    ...several('port', ports.map(String), (all) => `takes ${all} of the ports of its node, past network policies`, [
      ...path,
      'ports',
    ]),
    ...power(
      'seccomp',
      effective('seccompProfile', 'type') === 'Unconfined',
      'may make every system call: no seccomp profile confines it',
      placeOf('seccompProfile'),
    ),
    ...power(
      'apparmor',
      effective('appArmorProfile', 'type') === 'Unconfined',
      'is confined by no AppArmor profile',
      placeOf('appArmorProfile'),
    ),
    ...power('proc', own('procMount') === 'Unmasked', 'sees all of /proc, of the kernel too', [
      ...context,
      'procMount',
    ]),
  ];
};

const addedCapabilities = (container: unknown): readonly string[] =>
  listOf(container, 'securityContext', 'capabilities', 'add')
    .filter((capability) => typeof capability === 'string')
    .map((capability) => capability.toUpperCase().replace(/^CAP_/, ''))
    // Pod Security's strictest level allows it.
    .filter((capability) => capability !== 'NET_BIND_SERVICE');

/**
 * Restrictions that a container lacks: common, so that only losing one is worth a word. `earlier` is the container as it was: where a restriction
 * stood there is what changed.
 */
export const missingRestrictions = (
  pods: Pods,
  { container, name, path }: PodContainer,
  earlier: unknown,
): readonly Power[] => {
  const own = (key: string): unknown => fieldOf(container, 'securityContext', key);
  const effective = (key: string): unknown => own(key) ?? fieldOf(pods.spec, 'securityContext', key);
  const missing = (key: string, holds: boolean, message: string, severity?: Severity): readonly Power[] => {
    const isOwn = [container, earlier].some((side) => fieldOf(side, 'securityContext', key) !== undefined);
    const at = [...(isOwn ? path : pods.path), 'securityContext', key];
    const told = { key: `without ${key}`, path: at, message: always(`container ${clipped(name)} ${message}`) };
    return holds ? [] : [severity === undefined ? told : { ...told, severity }];
  };
  const profile = fieldOf(effective('seccompProfile'), 'type');
  const dropsAll = listOf(container, 'securityContext', 'capabilities', 'drop').some(
    (capability) => typeof capability === 'string' && capability.toUpperCase() === 'ALL',
  );
  return [
    ...missing('runAsNonRoot', effective('runAsNonRoot') === true, 'may run as root, which was refused'),
    ...missing('runAsUser', effective('runAsUser') !== 0, 'runs as root'),
    ...missing(
      'allowPrivilegeEscalation',
      own('allowPrivilegeEscalation') === false,
      'may get more rights than it starts with, through a program with the set-user-ID bit',
    ),
    ...missing('capabilities', dropsAll, 'no longer drops all capabilities'),
    // What is unconfined is told as that.
    ...missing('seccompProfile', profile !== undefined, 'has no seccomp profile any more'),
    ...missing(
      'readOnlyRootFilesystem',
      own('readOnlyRootFilesystem') === true,
      'may write to its own file system, which was read-only',
      'note',
    ),
  ];
};

/** Each in a sentence, those of a kind in one. */
export const sentencesOf = (
  powers: readonly Power[],
): readonly (Pick<Power, 'path' | 'severity'> & { readonly message: string })[] =>
  [...groupedBy(powers, ({ thing, path, message }) => thing?.kind ?? JSON.stringify([path, message('')])).values()].map(
    (group) => {
      const [{ path, severity, message }] = group;
      const text = message(listed(group.map(({ thing }) => thing?.name ?? '')));
      return { path, ...(severity === undefined ? {} : { severity }), message: text };
    },
  );
