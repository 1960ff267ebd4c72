import { spellText } from '../emit/scalar.ts';
import { markdownTemplate } from '../markdown.ts';
import type { Answers } from './answers.ts';

const readme = markdownTemplate<Answers>('./readme.hbs', import.meta.url);

/** Where editors find the schemas, from the repository's root: with the package that npm installs there. */
const schemas = 'node_modules/espalier/schemas';

const modeline = (kind: string, up = ''): string =>
  `# yaml-language-server: $schema=${up}${schemas}/${kind}.schema.json\n`;

/** The files of a new repository by path. `subfolder` is where it lies in its Git repository, `''` for the root. */
export const newFiles = (answers: Answers, subfolder: string): ReadonlyMap<string, string> =>
  new Map([
    ['.gitattributes', '* text=auto eol=lf\n'],
    ['.gitignore', 'node_modules/\n.espalier.lock*\n.espalier-tmp*\n'],
    ['README.md', readme({ ...answers, controller: answers.controller === 'flux' ? 'Flux' : 'Argo CD' })],
    ['espalier.yaml', settings(answers, subfolder)],
    [`clusters/${answers.cluster}.yaml`, cluster(answers)],
    [`environments/${answers.environment}.yaml`, environment],
    ['charts/hello/Chart.yaml', chart],
    ['charts/hello/values.yaml', 'greeting: Hello\n'],
    ['charts/hello/templates/configmap.yaml', template],
  ]);

const settings = ({ repositoryUrl, branch }: Answers, subfolder: string): string =>
  `${modeline('espalier')}repository:
  url: ${spellText(repositoryUrl)}
  branch: ${spellText(branch)}
${subfolder === '' ? '' : `  path: ${spellText(subfolder)}\n`}`;

const cluster = ({ controller, environment: name, kubernetes }: Answers): string =>
  `${modeline('cluster', '../')}environment: ${spellText(name)}
controller: ${controller}
kubernetes: "${kubernetes}"
`;

const environment = `${modeline('environment', '../')}services:
  # An example: a chart of this repository that makes one ConfigMap.
  hello:
    chart: { path: charts/hello }
    namespace: hello
    values:
      greeting: Hello from \${cluster.name}
`;

const chart = `apiVersion: v2
name: hello
description: An example, to be replaced by your own.
version: 0.1.0
`;

const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  greeting: {{ .Values.greeting | quote }}
`;
