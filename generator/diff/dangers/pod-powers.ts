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
  readonly message: string;
  readonly severity?: Severity;
}

/** What pods must ask for to have it. */
export const podPowers = ({ spec, path }: Pods): readonly Power[] => [
  ...shared.flatMap(({ field, message }) =>
    fieldOf(spec, field) === true ? [{ key: field, path: [...path, field], message }] : [],
  ),
  ...listOf(spec, 'volumes').flatMap((volume): readonly Power[] => {
    const folder = textOf(volume, 'hostPath', 'path');
    const name = textOf(volume, 'name') ?? '';
    if (folder === undefined) return [];
    const at = [...path, 'volumes', { by: 'name', is: name }, 'hostPath'];
    const may = isWritten(spec, name) ? 'write' : 'read';
    const message = `pods may ${may} what lies below ${clipped(folder)} on their node`;
    const reading = { key: `read ${folder}`, path: at, message };
    return may === 'read' ? [reading] : [{ ...reading, key: `write ${folder}` }];
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
    holds ? [{ key, path: at, message: `container ${clipped(name)} ${message}` }] : [];
  const ports = listOf(container, 'ports')
    .map((port) => fieldOf(port, 'hostPort'))
    .filter((port) => typeof port === 'number' && port > 0);
  return [
    ...power('privileged', own('privileged') === true, 'runs privileged: it may do whatever root may do on its node', [
      ...context,
      'privileged',
    ]),
    ...addedCapabilities(container).flatMap((capability) =>
      power(`capability ${capability}`, true, `gets the capability ${clipped(capability)}`, [
        ...context,
        'capabilities',
        'add',
      ]),
    ),
    ...ports.flatMap((port) =>
      fieldOf(spec, 'hostNetwork') === true
        ? []
        : power(`port ${port}`, true, `listens on port ${port} of its node, past network policies`, [...path, 'ports']),
    ),
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
    const told = { key: `without ${key}`, path: at, message: `container ${clipped(name)} ${message}` };
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

/** One sentence for several of the same kind. */
export const capabilitiesTogether = (powers: readonly Power[]): readonly Power[] => {
  const [first, ...others] = powers.filter(({ key }) => key.startsWith(prefix));
  if (first === undefined || others.length === 0) return powers;
  const names = listed([first, ...others].map(({ key }) => key.slice(prefix.length)));
  const message = first.message.replace(/gets the capability .*$/s, () => `gets the capabilities ${names}`);
  return [...powers.filter(({ key }) => !key.startsWith(prefix)), { ...first, message }];
};

const prefix = 'capability ';
