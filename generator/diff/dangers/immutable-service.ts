/** What the API server compares of Services: ValidateServiceUpdate of pkg/apis/core/validation, after what it keeps by itself (patchAllocatedValues). */
import type { JsonObject } from '../../model/values.ts';
import { fieldOf, textOf } from '../../object-fields.ts';

interface Sides {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

const areAll = ({ before, after }: Sides, type: string): boolean =>
  [before, after].every((object) => textOf(object, 'spec', 'type') === type);

const isExternal = ({ before, after }: Sides): boolean =>
  [before, after].some((object) => textOf(object, 'spec', 'type') === 'ExternalName');

const address = (object: JsonObject): unknown =>
  fieldOf(object, 'spec', 'clusterIP') || fieldOf(object, 'spec', 'clusterIPs', 0) || undefined;

export const clusterAddress = (object: JsonObject, sides: Sides): unknown =>
  isExternal(sides) ? undefined : address(object);

export const firstFamily = (object: JsonObject, sides: Sides): unknown =>
  isExternal(sides) || address(sides.before) === 'None' || address(sides.after) === 'None'
    ? undefined
    : fieldOf(object, 'spec', 'ipFamilies', 0);

export const balancerClass = (object: JsonObject, sides: Sides): unknown =>
  areAll(sides, 'LoadBalancer') ? fieldOf(object, 'spec', 'loadBalancerClass') : undefined;

export const healthPort = (object: JsonObject, sides: Sides): unknown =>
  areAll(sides, 'LoadBalancer') &&
  [sides.before, sides.after].every((side) => textOf(side, 'spec', 'externalTrafficPolicy') === 'Local')
    ? fieldOf(object, 'spec', 'healthCheckNodePort')
    : undefined;
