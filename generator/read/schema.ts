import { Ajv2020 } from 'ajv/dist/2020.js';
import clusterSchema from '../../schemas/cluster.schema.json' with { type: 'json' };
import environmentSchema from '../../schemas/environment.schema.json' with { type: 'json' };
import espalierSchema from '../../schemas/espalier.schema.json' with { type: 'json' };
import lockSchema from '../../schemas/lock.schema.json' with { type: 'json' };
import pricesSchema from '../../schemas/prices.schema.json' with { type: 'json' };
import type { Problem } from '../model/problems.ts';
import type { MapTree, Tree } from '../model/values.ts';
import { schemaProblems } from './schema-problems.ts';

export type FileKind = 'espalier' | 'cluster' | 'environment' | 'lock' | 'prices';

const schemas: Readonly<Record<FileKind, object>> = {
  espalier: espalierSchema,
  cluster: clusterSchema,
  environment: environmentSchema,
  lock: lockSchema,
  prices: pricesSchema,
};

/** Compiles all schemas, so that a broken one fails the run before a file is read; once per process. */
export const compileSchemas = (): Ajv2020 => {
  compiled ??= compile();
  return compiled;
};

let compiled: Ajv2020 | undefined;

const compile = (): Ajv2020 => {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
  });
  // Texts for people, which editors know as well; and the code of a problem that isn't a plain `invalid-value`.
  ajv.addVocabulary(['patternErrorMessage', 'errorMessage', 'enumDescriptions', 'x-code']);
  // Schemas refer to each other by file name, as an editor resolves it.
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(schema, `${name}.schema.json`);
  for (const name of Object.keys(schemas)) ajv.getSchema(`${name}.schema.json`);
  return ajv;
};

/** Whether a file has the shape of its kind: each mistake gives one problem, at the key or value to edit. */
export const checkShape = (kind: FileKind, tree: Tree): readonly Problem[] => {
  const validate = compileSchemas().getSchema(`${kind}.schema.json`);
  if (validate === undefined) throw new Error(`There is no schema ${kind}.`);
  validate(toPlain(tree, new Map()));
  return schemaProblems(validate.errors ?? [], tree);
};

/** Plain data for ajv. Objects have no prototype, so that `__proto__` is a key like any other; shared trees stay shared. */
const toPlain = (tree: Tree, done: Map<Tree, unknown>): unknown => {
  if (tree.kind === 'scalar') return tree.value;
  const known = done.get(tree);
  if (known !== undefined) return known;
  const plain = tree.kind === 'list' ? tree.items.map((item) => toPlain(item, done)) : toObject(tree, done);
  done.set(tree, plain);
  return plain;
};

const toObject = (tree: MapTree, done: Map<Tree, unknown>): object => {
  const plain = Object.create(null) as Record<string, unknown>;
  for (const [name, { value }] of tree.entries) plain[name] = toPlain(value, done);
  return plain;
};
