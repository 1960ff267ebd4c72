/** Charts and values by chance, from a seed: sub-charts, aliases, conditions, tags, imports, globals, and nulls at every level. */
export interface Generated {
  readonly files: Readonly<Record<string, string>>;
  readonly values: JsonObject;
}

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
type JsonObject = { readonly [key: string]: Json };

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly alias?: string;
  readonly condition?: string;
  readonly tags?: readonly string[];
  readonly 'import-values'?: readonly Json[];
}

const keys = ['a', 'b', 'c', 'exports'];
const names = ['one', 'two', 'three'];
const tags = ['front', 'back'];

/** How often each feature came up, by its name: a property is only as good as what it is tried on. */
export const features: Map<string, number> = new Map();
const hit = (feature: string): void => {
  features.set(feature, (features.get(feature) ?? 0) + 1);
};

export const generate = (seed: number): Generated => {
  const random = mulberry(seed);
  const chance = (probability: number): boolean => random() < probability;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

  const scalar = (): Json => pick<Json>([true, false, 0, 1, -2, 1.5, 1e21, 'text', '', 'null', '0400']);

  const tree = (depth: number, level: string): Json => {
    if (chance(0.15)) {
      hit(`null ${level}`);
      return null;
    }
    if (depth === 0 || chance(0.35)) return scalar();
    if (chance(0.15)) return [...Array(Math.floor(random() * 3)).keys()].map(() => tree(depth - 1, level));
    return map(depth - 1, keys, level);
  };

  const map = (depth: number, from: readonly string[], level: string): JsonObject =>
    Object.fromEntries(from.filter(() => chance(0.5)).map((key) => [key, tree(depth, level)]));

  /** Values of a chart: its own, those of its sub-charts, and globals. */
  const valuesOf = (subcharts: readonly string[], depth: number, level: string): JsonObject => ({
    ...map(3, keys, level),
    ...(chance(0.4) ? { global: section('global', () => map(2, keys, level)) } : {}),
    ...(chance(0.3) ? { tags: Object.fromEntries(tags.filter(() => chance(0.6)).map((tag) => [tag, flag()])) } : {}),
    ...Object.fromEntries(
      subcharts
        .filter(() => chance(0.6))
        .map((name) => [
          name,
          section('a sub-chart', () => ({
            ...valuesOf(depth > 0 ? names.slice(0, 2) : [], depth - 1, level),
            ...(chance(0.4) ? { enabled: flag() } : {}),
          })),
        ]),
    ),
  });

  /** Now and then it is no map, which Helm warns of or refuses. */
  const section = (of: string, make: () => JsonObject): Json => {
    if (chance(0.06)) {
      hit(`null for ${of}`);
      return null;
    }
    if (chance(0.02)) {
      hit(`text for ${of}`);
      return 'text';
    }
    hit(`map for ${of}`);
    return make();
  };

  const flag = (): Json => (chance(0.1) ? 'true' : chance(0.5));

  const files: Record<string, string> = {};
  const addChart = (folder: string, name: string, depth: number): void => {
    const children = depth === 0 ? [] : names.filter(() => chance(0.4));
    const dependencies: Dependency[] = children.filter(() => chance(0.9)).flatMap((child) => dependenciesOn(child));
    for (const child of children) addChart(`${folder}charts/${child}/`, child, depth - 1);
    const called = dependencies.map((dependency) => dependency.alias ?? dependency.name);
    files[`${folder}Chart.yaml`] = JSON.stringify({
      apiVersion: 'v2',
      name,
      version: '1.2.3',
      ...(dependencies.length > 0 ? { dependencies } : {}),
    });
    files[`${folder}values.yaml`] = JSON.stringify(
      valuesOf([...new Set([...called, ...children])], depth, 'of a chart'),
    );
    files[`${folder}templates/show.yaml`] = show;
    if (folder === '') topLevel = [...new Set([...called, ...children])];
  };

  const dependenciesOn = (name: string): Dependency[] => {
    const times = chance(0.25) ? 2 : 1;
    return [...Array(times).keys()].map((time) => {
      const alias = time > 0 || chance(0.2) ? `${name}${time}` : undefined;
      const imports = chance(0.3);
      if (alias !== undefined) hit('alias');
      if (imports) hit('import-values');
      return {
        name,
        version: pick(['1.2.3', '^1.0.0', '>=0.1.0']),
        ...(alias === undefined ? {} : { alias }),
        ...(chance(0.4) ? { condition: conditioned(alias ?? name) } : {}),
        ...(chance(0.3) ? { tags: tagged() } : {}),
        ...(imports ? { 'import-values': imported() } : {}),
      };
    });
  };

  const conditioned = (name: string): string => {
    hit('condition');
    return pick([`${name}.enabled`, `${name}.a,${name}.enabled`, 'global.a', `${name}.nowhere`]);
  };

  const tagged = (): readonly string[] => {
    hit('tags');
    return chance(0.5) ? [pick(tags)] : tags;
  };

  const imported = (): readonly Json[] => [
    ...(chance(0.6) ? ['a'] : []),
    ...(chance(0.6) ? [{ child: pick(['a', 'b.a', 'nowhere']), parent: pick(['.', 'a', 'c.b']) }] : []),
  ];

  let topLevel: readonly string[] = [];
  addChart('', 'top', 2);
  hit(`${topLevel.length} sub-charts on top`);
  return { files, values: valuesOf(topLevel, 2, 'of the user') };
};

const show = `kind: Shown
name: {{ .Release.Name }}-{{ .Chart.Name }}
values: {{ toJson .Values | quote }}
subcharts: {{ range $name, $_ := .Subcharts }}{{ $name }} {{ end }}
`;

const mulberry = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
