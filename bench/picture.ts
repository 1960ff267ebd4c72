import { type Measured, medianOf, type Round } from './figures.ts';

interface Line {
  readonly name: string;
  readonly of: (round: Round) => number;
  readonly light: string;
  readonly dark: string;
}

const lines: readonly Line[] = [
  { name: 'first run', of: ({ first }) => first.cpu, light: '#b3261e', dark: '#ff8a80' },
  { name: 'unchanged run', of: ({ unchanged }) => unchanged.cpu, light: '#1a56b0', dark: '#8ab4f8' },
  { name: 'trivial competitor', of: ({ competitor }) => competitor.cpu, light: '#5f6368', dark: '#bdc1c6' },
  { name: 'floor', of: ({ floor }) => floor.cpu, light: '#2e7d32', dark: '#81c995' },
];

const [width, height] = [720, 400];
const plot = { left: 70, right: 560, top: 30, bottom: 340 };

/** CPU time over the number of releases, both logarithmic, as an SVG that reads on light and on dark pages. */
export const pictureOf = (measured: readonly Measured[]): string => {
  const times = measured.flatMap((one) => lines.map(({ of }) => medianOf(one, of)));
  const x = scale(
    measured.map(({ releases }) => releases),
    plot.left,
    plot.right,
  );
  const y = scale(times, plot.bottom, plot.top);
  const grid = [
    ...x.ticks.map((value) => vertical(x.at(value), value.toLocaleString('en-US'))),
    ...y.ticks.map((value) => horizontal(y.at(value), value < 1000 ? `${value} ms` : `${value / 1000} s`)),
  ];
  const drawn = lines.map(({ name, of }, index) => {
    const points = measured.map((one) => [x.at(one.releases), y.at(medianOf(one, of))] as const);
    return drawLine(name, `line${index}`, points);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="CPU time by number of releases">`,
    `<style>${style}</style>`,
    ...grid,
    text((plot.left + plot.right) / 2, height - 16, 'releases', 'middle'),
    text(plot.left, 16, 'CPU time', 'end'),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
};

const style = [
  'text{font:13px system-ui,sans-serif;fill:#202124}.grid{stroke:#dadce0}path{fill:none;stroke-width:2.5}',
  ...lines.map(({ light }, index) => colored(`line${index}`, light)),
  '@media(prefers-color-scheme:dark){text{fill:#e8eaed}.grid{stroke:#3c4043}',
  ...lines.map(({ dark }, index) => colored(`line${index}`, dark)),
  '}',
].join('');

function colored(name: string, color: string): string {
  return `.${name}{stroke:${color}}circle.${name}{fill:${color}}text.${name}{stroke:none;fill:${color}}`;
}

interface Scale {
  readonly at: (value: number) => number;
  /** The powers of ten that are shown. */
  readonly ticks: readonly number[];
}

const scale = (values: readonly number[], start: number, end: number): Scale => {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value) => start + ((Math.log10(value) - low) / (high - low)) * (end - start),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  };
};

const vertical = (x: number, label: string): string =>
  `<line class="grid" x1="${round(x)}" x2="${round(x)}" y1="${plot.top}" y2="${plot.bottom}"/>${text(x, plot.bottom + 20, label, 'middle')}`;

const horizontal = (y: number, label: string): string =>
  `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${round(y)}" y2="${round(y)}"/>${text(plot.left - 8, y + 4, label, 'end')}`;

const drawLine = (name: string, look: string, points: readonly (readonly [number, number])[]): string => {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const dots = points.map(([x, y]) => `<circle class="${look}" cx="${round(x)}" cy="${round(y)}" r="3.5"/>`).join('');
  const [x, y] = points.at(-1) ?? [0, 0];
  return `<path class="${look}" d="${path}"/>${dots}${text(x + 10, y + 4, name, 'start', look)}`;
};

const text = (x: number, y: number, content: string, anchor: string, look?: string): string =>
  `<text${look === undefined ? '' : ` class="${look}"`} x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${content}</text>`;

const round = (value: number): number => Math.round(value * 10) / 10;
