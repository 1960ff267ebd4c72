/** What our schemas use of JSON Schema, and the texts for people that they add. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly patternErrorMessage?: string;
  readonly errorMessage?: string;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** A schema, its file, and for a definition its name. */
export interface Place {
  readonly file: string;
  readonly schema: Schema;
  readonly definition?: string;
}

/** Follows references to their end; what stands beside a reference wins over what it leads to. */
export const resolved = (schemas: ReadonlyMap<string, Schema>, place: Place): Place => {
  const { $ref, ...own } = place.schema;
  if ($ref === undefined) return place;
  const [file = '', pointer = ''] = $ref.split('#');
  const definition = pointer.replace('/$defs/', '');
  const target = schemas.get(file || place.file)?.$defs?.[definition];
  if (target === undefined) throw new Error(`${place.file}: nothing is at ${$ref}`);
  const { file: there, schema } = resolved(schemas, { file: file || place.file, schema: target });
  return { file: there, definition, schema: { ...schema, ...own } };
};

/** A schema and those that say more of the same value. */
export const parts = (schema: Schema): readonly Schema[] => [
  schema,
  ...[schema.then, schema.else, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(
    (part) => (part === undefined ? [] : parts(part)),
  ),
];

/** Whether a value has keys of its own that are to be explained. */
export const hasKeys = (schema: Schema): boolean =>
  parts(schema).some(
    ({ properties, additionalProperties }) => properties !== undefined || isSchema(additionalProperties),
  );

export const isSchema = (value: boolean | Schema | undefined): value is Schema => typeof value === 'object';
