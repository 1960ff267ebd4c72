import type { Json, JsonObject, MapTree } from '../../generator/model/values.ts';
import type { TestChart, TestSubChart } from './generate-chart.ts';
import { mapOf } from './trees.ts';

/** What Helm makes of a chart's values, by the smallest example; README.md tells each under its title. */
export interface Fact {
  readonly title: string;
  readonly chart: TestChart;
  /** What the user says, the lowest layer first. */
  readonly layers: readonly MapTree[];
  /** The values that the templates see, those of sub-charts inside, or the refusal. */
  readonly helm3: Json;
  readonly helm4: Json;
}

const chart = (name: string, values: JsonObject, ...subCharts: readonly TestSubChart[]): TestChart => ({
  name,
  values: mapOf(values),
  subCharts,
});

const web = (values: JsonObject, ...subCharts: readonly TestSubChart[]): TestChart =>
  chart('web', values, ...subCharts);

const db = (values: JsonObject, ...subCharts: readonly TestSubChart[]): TestSubChart => ({
  chart: chart('db', values, ...subCharts),
  tags: [],
  declared: true,
});

/** Helm 3 gives what Helm 4 gives, unless said otherwise. */
const fact = (
  title: string,
  whole: TestChart,
  user: readonly JsonObject[],
  helm4: Json,
  helm3: Json = helm4,
): Fact => ({ title, chart: whole, layers: user.map(mapOf), helm3, helm4 });

const refused = 'type mismatch on db: %!t(<nil>)';

/** About charts without sub-charts. */
const simple: readonly Fact[] = [
  fact('A null removes a default', web({ a: { b: 1, c: 2 } }), [{ a: { b: null } }], { a: { c: 2 } }),
  fact('A null removes a whole default map', web({ a: { b: 1 } }), [{ a: null }], {}),
  fact('A null without a default stays as a key', web({}), [{ a: null, b: { c: null } }], { a: null, b: { c: null } }),
  fact('A map over a null brings the defaults back', web({ a: { b: 1, c: 2 } }), [{ a: null }, { a: { c: 3 } }], {
    a: { b: 1, c: 3 },
  }),
  fact('A null inside a list stays', web({ a: [{ b: 1 }] }), [{ a: [null, { b: null }] }], { a: [null, { b: null }] }),
  fact(
    "A chart's own null stays as a key in Helm 3 and vanishes in Helm 4",
    web({ a: null, b: { c: null } }),
    [],
    { b: {} },
    { a: null, b: { c: null } },
  ),
  fact(
    "A user's null over a chart's own null removes the key at the top and stays as a key below",
    web({ a: null, b: { c: null } }),
    [{ a: null, b: { c: null } }],
    { b: { c: null } },
  ),
];

/** About values for sub-charts. */
const nested: readonly Fact[] = [
  fact(
    "A user's null below a sub-chart removes the sub-chart's default",
    web({}, db({ a: 1, b: 2 })),
    [{ db: { a: null } }],
    { db: { b: 2, global: {} } },
  ),
  fact(
    "A parent chart's null for a sub-chart is honoured by Helm 3 and ignored by Helm 4",
    web({ db: { a: null } }, db({ a: 1, b: 2 })),
    [],
    { db: { a: 1, b: 2, global: {} } },
    { db: { b: 2, global: {} } },
  ),
  fact(
    "A parent chart's null for a sub-chart is honoured where the user sets another key there",
    web({ db: { a: null } }, db({ a: 1, b: 2 })),
    [{ db: { b: 3 } }],
    { db: { b: 3, global: {} } },
  ),
  fact('A null for a sub-chart is refused', web({}, db({ a: 1 })), [{ db: null }], refused),
  fact(
    "A null for a sub-chart removes the parent chart's values for it and nothing else",
    web({ db: { a: 2 } }, db({ a: 1 })),
    [{ db: null }],
    { db: { a: 1, global: {} } },
  ),
  fact(
    "A null reaches a sub-chart's default through another type in the parent chart",
    web({ db: { a: 1 } }, db({ a: { b: 2 } })),
    [{ db: { a: { b: null } } }],
    { db: { a: {}, global: {} } },
  ),
];

/** About `global`. */
const globals: readonly Fact[] = [
  fact(
    "A null under global leaves the parent chart's default to sub-charts",
    web({ global: { a: 1 } }, db({})),
    [{ global: { a: null } }],
    { db: { global: { a: 1 } }, global: {} },
  ),
  fact(
    "A null under global takes the parent chart's default from a sub-chart without entry in Chart.yaml",
    web({ global: { a: 1 } }, { ...db({}), declared: false }),
    [{ global: { a: null } }],
    { db: { global: {} }, global: {} },
  ),
  fact(
    "A null under global removes a sub-chart's own default and stays as a key above",
    web({}, db({ global: { a: 1 } })),
    [{ global: { a: null } }],
    { db: { global: {} }, global: { a: null } },
  ),
  fact(
    'A null under global overrides what the user says for the sub-chart',
    web({}, db({})),
    [{ global: { a: null }, db: { global: { a: 1 } } }],
    { db: { global: { a: null } }, global: { a: null } },
  ),
  fact(
    'A null under global overrides what the parent chart says for the sub-chart',
    web({ db: { global: { a: 1 } } }, db({})),
    [{ global: { a: null } }],
    { db: { global: { a: null } }, global: { a: null } },
  ),
  fact(
    "A null under a sub-chart's global keeps a map out",
    web({}, db({})),
    [{ global: { a: { b: 1 } }, db: { global: { a: null } } }],
    { db: { global: { a: null } }, global: { a: { b: 1 } } },
  ),
  fact(
    "A chart's own null under global removes a sub-chart's default in Helm 3 and is ignored by Helm 4",
    web({ global: { a: null } }, db({ global: { a: 1 } })),
    [],
    { db: { global: { a: 1 } }, global: {} },
    { db: { global: {} }, global: { a: null } },
  ),
  fact(
    "A sub-chart's map two levels below global shows in its parent",
    web({ global: { a: { b: {} } } }, db({ global: { a: { b: { c: 1 } } } })),
    [],
    { db: { global: { a: { b: { c: 1 } } } }, global: { a: { b: { c: 1 } } } },
  ),
];

export const facts: readonly Fact[] = [...simple, ...nested, ...globals];
