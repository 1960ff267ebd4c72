import { groupedBy } from '../../grouped.ts';
import { apiOf, textOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';
import type { Finding, Rule } from './rule.ts';

/** One object from two templates or two releases: the last to be applied wins, and both controllers go on fighting over it. */
export const objectsTwice: Rule = (cluster, scopeOf) => {
  const named = cluster.objects.filter(({ rendered }) => textOf(rendered.object, 'metadata', 'name') !== undefined);
  const same = groupedBy(named, ({ rendered: { object }, namespace }) => {
    const where = scopeOf(object) === 'cluster' ? '' : namespace;
    return JSON.stringify([groupKindOf(object), where, textOf(object, 'metadata', 'name')]);
  });
  return [...same.values()].flatMap(([first, ...others]): readonly Finding[] =>
    others
      // A hook that runs before and after is two objects of Helm's, and one of a chart's.
      .filter(({ part, rendered }) => part !== 'hook' || rendered.template !== first.rendered.template)
      .map((object) => {
        const isOwn = object.release === first.release;
        const isDefinition = apiOf(object.rendered.object).kind === 'CustomResourceDefinition';
        return {
          code: 'object-twice',
          severity: isDefinition && !isOwn ? 'warning' : 'problem',
          object,
          path: '/metadata/name',
          message: isOwn
            ? `${first.rendered.template} makes the same object`
            : `\`${first.release.service}\` makes the same object, and both would go on changing it back`,
          fix: isOwn ? 'Let one of them have another name.' : 'Let one of the releases leave it out.',
        };
      }),
  );
};
