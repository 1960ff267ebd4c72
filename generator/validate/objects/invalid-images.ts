import { textOf } from '../../object-fields.ts';
import { containersOf, podTemplateOf } from '../../pod-templates.ts';
import type { Finding, Rule } from './rule.ts';

/** References that no registry understands: the pods never start. */
export const invalidImages: Rule = ({ objects }) =>
  objects.flatMap((object): readonly Finding[] => {
    const template = podTemplateOf(object.rendered.object);
    if (template === undefined) return [];
    return containersOf(template).flatMap(({ container, path, name }): readonly Finding[] => {
      const image = textOf(container, 'image');
      const what = image === undefined || image === '' ? undefined : wrongWith(image);
      return what === undefined
        ? []
        : [
            {
              code: 'image-invalid',
              severity: 'problem',
              object,
              path: `${path}/image`,
              message: `the image of container ${name} ${what}, so its pods never start`,
              fix: 'Mend the parts that the reference is made of.',
            },
          ];
    });
  });

const wrongWith = (image: string): string | undefined => {
  if (/\s/.test(image)) return 'has a space in it';
  const [name = '', digest] = image.split('@', 2);
  const slash = name.lastIndexOf('/');
  const colon = name.indexOf(':', slash);
  const tag = colon < 0 ? undefined : name.slice(colon + 1);
  const path = (colon < 0 ? name : name.slice(0, colon))
    .split('/')
    .slice(name.includes('.') || name.includes(':') ? 1 : 0)
    .join('/');
  // Flux puts the digest of an OCI chart behind its version, with a plus sign.
  if (tag?.includes('+')) return 'has a + in its tag';
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag))
    return tag === '' ? 'has an empty tag' : 'has a tag that cannot be one';
  if (digest !== undefined && !/^\w+([+._-]\w+)*:[0-9a-fA-F]{32,}$/.test(digest)) return 'has a digest that is none';
  return /[A-Z]/.test(path) ? 'has upper-case letters in its name' : undefined;
};
