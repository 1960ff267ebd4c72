import type { ClusterPair, Step } from '../../model/comparison.ts';
import { textOf } from '../../object-fields.ts';
import { type ChangedObject, changedObjects } from './changed-objects.ts';
import { podsOf } from './pod-containers.ts';

/** What a reference says, with what is left out filled in as a runtime does. */
export interface Image {
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** https://github.com/distribution/reference/blob/main/normalize.go */
export const imageOf = (reference: string): Image => {
  const [name = '', digest] = reference.split('@', 2);
  const colon = name.indexOf(':', name.lastIndexOf('/'));
  const tag = colon < 0 ? '' : name.slice(colon + 1);
  const whole = colon < 0 ? name : name.slice(0, colon);
  const [first = '', ...rest] = whole.split('/');
  const hasHost = rest.length > 0 && (/[.:A-Z]/.test(first) || first === 'localhost');
  const host = hasHost ? first : 'docker.io';
  const registry = host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
  const path = hasHost ? rest.join('/') : whole;
  return {
    registry,
    repository: registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path,
    ...(tag === '' ? {} : { tag }),
    ...(digest === undefined || digest === '' ? {} : { digest }),
  };
};

/** An image that a container will have, and the one that it had. */
export interface ChangedImage {
  readonly subject: ChangedObject['subject'];
  readonly path: readonly Step[];
  /** How a sentence names what runs it. */
  readonly user: string;
  readonly before?: Image;
  readonly after: Image;
}

export const changedImages = (cluster: ClusterPair): readonly ChangedImage[] =>
  changedObjects(cluster).flatMap(({ subject, before, after }): ChangedImage[] => {
    const old = new Map(imagesIn(before?.object).map((place) => [place.user, place.reference]));
    return imagesIn(after?.object).flatMap(({ reference, user, path }): ChangedImage[] => {
      const was = old.get(user);
      if (was === reference) return [];
      const common = { subject, user, path, after: imageOf(reference) };
      return [was === undefined ? common : { ...common, before: imageOf(was) }];
    });
  });

interface Place {
  readonly user: string;
  readonly reference: string;
  readonly path: readonly Step[];
}

const imagesIn = (object: unknown): readonly Place[] => {
  const pods = podsOf(object);
  const places = (pods?.containers ?? []).map(({ name, container, path }) => ({
    user: `container ${name}`,
    reference: textOf(container, 'image') ?? '',
    path: [...path, 'image'],
  }));
  // Operators take the image of the pods that they make from there.
  const own = {
    user: 'what its operator runs',
    reference: textOf(object, 'spec', 'image') ?? '',
    path: ['spec', 'image'],
  };
  return [...places, own].filter(({ reference }) => reference !== '');
};
