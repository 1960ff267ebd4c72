import { stringify } from 'yaml';
import { anchorOf, code, prose, table } from './markdown.ts';
import { hasKeys, isSchema, type Place, parts, resolved, type Schema } from './schema.ts';

type Schemas = ReadonlyMap<string, Schema>;

/** Definitions with keys of their own, which get a section; by the schema's file and the name of the definition. */
type Sections = ReadonlyMap<string, Place & { readonly heading: string }>;

/** The reference of what people write, from its JSON Schemas by file name. */
export const inputsPage = (schemas: Schemas): string => {
  const sections = sectionsOf(schemas);
  const files = [...schemas].map(([file, schema]) => section(schemas, sections, fileHeading(schema), { file, schema }));
  const shared = [...sections.values()].map((place) => section(schemas, sections, place.heading, place));
  return `${[intro, ...files, ...shared].join('\n\n')}\n`;
};

const intro = `<!-- Made from schemas/*.schema.json by \`npm run docs\`. -->
# Inputs

Every file that people write, key by key, and the lock. The [JSON Schemas](../../schemas) say the same to editors and to Espalier:
what a file has besides is the problem [\`unknown-key\`](problems.md#unknown-key). How layers lie over each other is in
[merging.md](../merging.md).`;

const fileHeading = ({ title = '' }: Schema): string => code(title);

const sectionsOf = (schemas: Schemas): Sections =>
  new Map(
    [...schemas].flatMap(([file, { $defs = {} }]) =>
      Object.entries($defs)
        .filter(([, schema]) => hasKeys(schema))
        .map(([definition, schema]) => {
          const place = { file, definition, schema, heading: schema.title ?? definition };
          return [`${file}#${definition}`, place] as const;
        }),
    ),
  );

const section = (schemas: Schemas, sections: Sections, heading: string, { file, schema }: Place): string => {
  const rows = keysOf({ schemas, sections }, { file, schema }, '');
  return [
    `## ${heading}`,
    prose(schema.description ?? ''),
    rows.length === 0 ? '' : table(['key', 'what it is', 'default', 'meaning'], rows),
    rulesOf(schemas, { file, schema })
      .map((rule) => `- ${prose(rule)}`)
      .join('\n'),
    examplesOf(heading, schema),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};

/** Some messages judge what was written, and make no sense beside what may be written. */
const isVerdict = (message: string): boolean => message.startsWith('This is not ');

/** What conditions forbid or ask for, in words. */
const rulesOf = (schemas: Schemas, { file, schema }: Place): readonly string[] => {
  const [, ...conditions] = parts(schema);
  const forbidden = parts(schema)
    .flatMap(({ properties = {} }) => Object.values(properties))
    .map((child) => resolved(schemas, { file, schema: child }).schema)
    .filter((child) => !isExplained(child));
  const said = [...conditions, ...forbidden].flatMap((part) => [
    part.errorMessage,
    part.propertyNames?.patternErrorMessage,
  ]);
  const rules = [schema.propertyNames?.patternErrorMessage, ...said];
  return [...new Set(rules)].filter((rule) => rule !== undefined);
};

const examplesOf = (heading: string, { examples = [], title = '' }: Schema): string => {
  if (heading === fileHeading({ title }))
    return examples
      .map((example) => `\`\`\`yaml\n# ${title.replace('<name>', 'production')}\n${stringify(example)}\`\`\``)
      .join('\n\n');
  return examples.length === 0 ? '' : suchAs(examples);
};

const suchAs = (examples: readonly unknown[]): string =>
  `Such as ${examples.map((example) => code(inline(example))).join(' or ')}.`;

/** A value as one writes it in a line of YAML. */
const inline = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();

interface Context {
  readonly schemas: Schemas;
  readonly sections: Sections;
}

type Row = readonly [key: string, type: string, byDefault: string, meaning: string];

/** A row for each key below `place`, and for those below it that have no section of their own. */
const keysOf = (context: Context, { file, schema }: Place, above: string): readonly Row[] =>
  parts(schema).flatMap(({ properties = {}, required = [], additionalProperties, items }) => [
    ...Object.entries(properties)
      .filter(([, child]) => isExplained(resolved(context.schemas, { file, schema: child }).schema))
      .flatMap(([key, child]) => rowsOf(context, { file, schema: child }, join(above, key), required.includes(key))),
    ...(isSchema(additionalProperties)
      ? rowsOf(context, { file, schema: additionalProperties }, join(above, '<name>'), false)
      : []),
    ...(items !== undefined && hasKeys(resolved(context.schemas, { file, schema: items }).schema)
      ? keysOf(context, { file, schema: items }, `${above}[]`)
      : []),
  ]);

/** Not so where a condition only forbids a key, or narrows one that stands elsewhere. */
const isExplained = ({ description, type, title }: Schema): boolean =>
  [description, type, title].some((said) => said !== undefined);

const join = (above: string, key: string): string => (above === '' ? key : `${above}.${key}`);

const rowsOf = (context: Context, written: Place, key: string, isRequired: boolean): readonly Row[] => {
  const place = resolved(context.schemas, written);
  const { schema } = place;
  const row: Row = [
    code(key),
    typeOf(context, written),
    isRequired ? '**required**' : schema.default === undefined ? '' : code(inline(schema.default)),
    meaningOf(schema),
  ];
  return sectionOf(context, place) === undefined ? [row, ...keysOf(context, place, key)] : [row];
};

const sectionOf = ({ sections }: Context, { file, definition }: Place): string | undefined =>
  definition === undefined ? undefined : sections.get(`${file}#${definition}`)?.heading;

const words: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'map',
  array: 'list',
};

const typeOf = (context: Context, written: Place): string => {
  const place = resolved(context.schemas, written);
  const { schema, file } = place;
  const heading = sectionOf(context, place);
  if (heading !== undefined) return `[${heading}](#${anchorOf(heading)})`;
  const alternatives = parts(schema).filter(({ $ref }) => $ref !== undefined);
  if (alternatives.length > 0) return alternatives.map((one) => typeOf(context, { file, schema: one })).join(' or ');
  if (schema.enum !== undefined) return schema.enum.map((value) => code(inline(value))).join(' or ');
  if (schema.items !== undefined) return `list of ${typeOf(context, { file, schema: schema.items })}`;
  return [schema.type ?? []]
    .flat()
    .map((type) => words[type] ?? type)
    .join(' or ');
};

const meaningOf = ({ description = '', enum: values = [], enumDescriptions = [], ...schema }: Schema): string =>
  [
    prose(description),
    ...enumDescriptions.map((text, index) => `${code(inline(values[index]))}: ${prose(text)}`),
    ...[
      schema.patternErrorMessage,
      schema.errorMessage,
      schema.items?.patternErrorMessage,
      schema.propertyNames?.patternErrorMessage,
    ]
      .filter((rule) => rule !== undefined && !isVerdict(rule))
      .map((rule) => prose(rule ?? '')),
    ...(schema.examples === undefined ? [] : [suchAs(schema.examples)]),
  ]
    .filter((part) => part !== '')
    .join(' ');
