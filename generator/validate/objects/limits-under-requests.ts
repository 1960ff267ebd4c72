import { mapOf } from '../../object-fields.ts';
import { containersOf, podTemplateOf } from '../../pod-templates.ts';
import { joinPointer } from '../../pointer.ts';
import { nanosOf } from '../../quantity.ts';
import type { Finding, Rule } from './rule.ts';

/** A container whose limit is below its request: the API server refuses it. */
export const limitsUnderRequests: Rule = ({ objects }) =>
  objects.flatMap((object): readonly Finding[] => {
    const template = podTemplateOf(object.rendered.object);
    if (template === undefined) return [];
    return containersOf(template).flatMap(({ container, path, name }) => {
      const requests = mapOf(container, 'resources', 'requests');
      return Object.entries(mapOf(container, 'resources', 'limits')).flatMap(
        ([resource, limit]): readonly Finding[] => {
          const most = nanosOf(limit);
          const least = nanosOf(requests[resource]);
          if (most === undefined || least === undefined || most >= least) return [];
          return [
            {
              code: 'limit-under-request',
              severity: 'problem',
              object,
              path: joinPointer(`${path}/resources/limits`, resource),
              others: [joinPointer(`${path}/resources/requests`, resource)],
              message: `container ${name} may use ${limit} of ${resource} and asks for ${requests[resource]}: the API server refuses it`,
              fix: 'Raise the limit, or lower the request.',
            },
          ];
        },
      );
    });
  });
