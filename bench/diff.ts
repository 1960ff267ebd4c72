/**
 * What `espalier diff` costs beside `check`, on 1,000 releases of charts that are at hand: `npx tsx bench/diff.ts`. Each run is a process of its own, of the
 * built program, in turns.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const clusters = 100;
const services = 10;
const objects = 10;
const rounds = 3;

const top = mkdtempSync(join(tmpdir(), 'espalier-bench-diff-'));
const root = join(top, 'repository');
const program = join(top, 'program');

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const writeRepository = (): void => {
  write('espalier.yaml', 'repository: { url: https://git.example.com/platform.git, branch: main }\n');
  for (const cluster of numbers(clusters))
    write(
      `clusters/c${cluster}.yaml`,
      `environment: production\ncontroller: ${cluster % 2 === 0 ? 'argocd' : 'flux'}\nkubernetes: "1.34"\nvariables: { region: r${cluster} }\n`,
    );
  const lines = numbers(services).map(
    (service) => `  s${service}:
    chart: { path: charts/app }
    namespace: s${service}
    values: { replicas: 2, region: "\${cluster.variables.region}", image: { tag: 1.0.${service} } }`,
  );
  write('environments/production.yaml', `services:\n${lines.join('\n')}\n`);
  write('charts/app/Chart.yaml', 'apiVersion: v2\nname: app\nversion: 1.0.0\n');
  write('charts/app/values.yaml', 'replicas: 1\nregion: ""\nlabel: a\nimage: { tag: 1.0.0 }\n');
  write(
    'charts/app/templates/app.yaml',
    numbers(objects)
      .map(
        (index) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: "{{ .Release.Name }}-${index}", labels: { team: {{ .Values.label }} } }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: "{{ .Release.Name }}-${index}" } }
  template:
    metadata: { labels: { app: "{{ .Release.Name }}-${index}" } }
    spec:
      containers:
        - name: app
          image: "registry.example.com/app:{{ .Values.image.tag }}"
          env: [{ name: REGION, value: {{ .Values.region | quote }} }]
`,
      )
      .join('---\n'),
  );
};

interface Run {
  readonly seconds: number;
  /** In MiB. */
  readonly memory: number;
  readonly code: number | null;
}

/** The largest memory of the process is what the system counted for it. */
const espalier = (...args: readonly string[]): Run => {
  const start = performance.now();
  const { status, stderr } = spawnSync(
    '/usr/bin/env',
    [
      'bash',
      '-c',
      'exec "$@"',
      'bash',
      process.execPath,
      '--import',
      measure,
      join(program, 'bin', 'espalier.js'),
      ...args,
    ],
    {
      cwd: root,
      env: { ...process.env, XDG_CACHE_HOME: join(top, 'cache'), BENCH_MEMORY: join(top, 'memory') },
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    },
  );
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0 && status !== 1) throw new Error(stderr);
  return { seconds, memory: Number(readFileSync(join(top, 'memory'), 'utf8')) / 1024, code: status };
};

const measure = `data:text/javascript,${encodeURIComponent(
  "import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(process.env.BENCH_MEMORY,String(process.resourceUsage().maxRSS)));",
)}`;

const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-C', root, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], {
    stdio: 'ignore',
  });
};

const edit = (path: string, from: string | RegExp, to: string): void =>
  writeFileSync(join(root, path), readFileSync(join(root, path), 'utf8').replace(from, to));

const show = (what: string, { seconds, memory, code }: Run, more = ''): void =>
  console.log(
    `${what.padEnd(58)} ${seconds.toFixed(1).padStart(6)} s ${memory.toFixed(0).padStart(6)} MiB  exit ${code}${more}`,
  );

const build = (): void => {
  const packed =
    execFileSync('npm', ['pack', '--silent', '--pack-destination', top], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .at(-1) ?? '';
  mkdirSync(program);
  execFileSync('tar', ['-xzf', join(top, packed), '-C', program, '--strip-components=1']);
  cpSync('node_modules', join(program, 'node_modules'), { recursive: true });
};

try {
  build();
  writeRepository();
  show('lock', espalier('lock'));
  show('generate', espalier('generate'));
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'base');

  console.log(`\nOne value of one service, ${clusters} of ${clusters * services} releases, charts at hand:`);
  edit('environments/production.yaml', 'replicas: 2', 'replicas: 3');
  for (const round of numbers(rounds)) {
    if (round === 0) rmSync(join(top, 'cache'), { recursive: true, force: true });
    const check = espalier('check');
    const diff = espalier('diff', '--report', `markdown=${join(top, 'one.md')}`);
    show(`check${round === 0 ? ', nothing cached' : ''}`, check);
    show('diff', diff, `  ${(diff.seconds / check.seconds).toFixed(2)} of check`);
  }

  console.log(`\nA chart bump that changes all ${clusters * services * objects} objects:`);
  edit('environments/production.yaml', 'replicas: 3', 'replicas: 2');
  edit('charts/app/Chart.yaml', '1.0.0', '2.0.0');
  edit('charts/app/values.yaml', 'label: a', 'label: b');
  edit(
    'charts/app/templates/app.yaml',
    /matchLabels: \{ app: "\{\{ .Release.Name \}\}-3"/,
    'matchLabels: { part: three, app: "{{ .Release.Name }}-3"',
  );
  espalier('lock');
  const reports = ['markdown', 'html', 'json', 'sarif'].map((format) => `${format}=${join(top, `all.${format}`)}`);
  for (const round of numbers(2))
    show(
      `diff${round === 0 ? ', nothing cached' : ''}`,
      espalier('diff', ...reports.flatMap((report) => ['--report', report])),
    );
  for (const report of reports)
    console.log(`${report.split('=')[0]}: ${statSync(report.slice(report.indexOf('=') + 1)).size} bytes`);
  console.log(readFileSync(join(top, 'all.markdown'), 'utf8').slice(0, 1500));
} finally {
  rmSync(top, { recursive: true, force: true });
}
