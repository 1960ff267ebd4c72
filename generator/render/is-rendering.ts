import type { Rendering } from 'helm-wasm';

type Fields = { readonly [key: string]: unknown };

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const areAll = (value: unknown, is: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);

const isText = (value: unknown): boolean => typeof value === 'string';

const isLine = (value: unknown): boolean => isMap(value) && isText(value.template) && Number.isSafeInteger(value.line);

const isObject = (value: unknown): boolean =>
  isLine(value) && isMap(value) && isMap(value.object) && (value.source === undefined || isLine(value.source));

const isHook = (value: unknown): boolean =>
  isObject(value) &&
  isMap(value) &&
  isMap(value.hook) &&
  areAll(value.hook.events, isText) &&
  areAll(value.hook.deletePolicies, isText) &&
  typeof value.hook.weight === 'number';

const isDifference = (value: unknown): boolean =>
  isMap(value) &&
  isText(value.kind) &&
  areAll(value.names, isText) &&
  (value.template === undefined || isText(value.template)) &&
  (value.line === undefined || Number.isSafeInteger(value.line));

/** Whether something that was kept is a rendering. */
export const isRendering = (value: unknown): value is Rendering =>
  isMap(value) &&
  isMap(value.values) &&
  areAll(value.objects, isObject) &&
  areAll(value.hooks, isHook) &&
  areAll(value.crds, isObject) &&
  isText(value.notes) &&
  areAll(value.warnings, isText) &&
  (value.helm3 === undefined || areAll(value.helm3, isDifference));
