import clusterSchema from '../../schemas/cluster.schema.json' with { type: 'json' };
import environmentSchema from '../../schemas/environment.schema.json' with { type: 'json' };
import espalierSchema from '../../schemas/espalier.schema.json' with { type: 'json' };
import { Failure } from '../failure.ts';

/** What a new repository is made from. */
export interface Answers {
  readonly controller: string;
  readonly cluster: string;
  readonly environment: string;
  readonly kubernetes: string;
  readonly repositoryUrl: string;
  readonly branch: string;
}

export type InitOptions = Partial<Answers> & {
  /** Takes what is suggested for all that is not given. */
  readonly yes: boolean;
};

/** Somebody at a terminal. */
export interface Questions {
  /** `refusal` says what is wrong with an answer. */
  readonly text: (
    question: string,
    suggestion: string | undefined,
    refusal: (answer: string) => string | undefined,
  ) => Promise<string>;
  readonly choice: (question: string, choices: readonly Choice[]) => Promise<string>;
}

interface Choice {
  readonly value: string;
  readonly hint: string;
}

interface Question {
  readonly key: keyof Answers;
  readonly flag: string;
  readonly asks: string;
  readonly suggestion?: string;
  readonly rule: { readonly pattern: string; readonly patternErrorMessage: string };
  readonly choices?: readonly Choice[];
}

const { repository } = espalierSchema.properties;
const { controller, kubernetes } = clusterSchema.properties;
const { label } = environmentSchema.$defs;

const questions: readonly Question[] = [
  {
    key: 'repositoryUrl',
    flag: '--repository-url',
    asks: 'URL from which controllers clone this repository',
    rule: repository.properties.url,
  },
  {
    key: 'branch',
    flag: '--branch',
    asks: 'Branch that they follow',
    suggestion: repository.properties.branch.default,
    rule: repository.properties.branch,
  },
  { key: 'cluster', flag: '--cluster', asks: 'Name of the first cluster', suggestion: 'dev', rule: label },
  {
    key: 'controller',
    flag: '--controller',
    asks: 'What runs there',
    suggestion: 'argocd',
    rule: { pattern: `^(${controller.enum.join('|')})$`, patternErrorMessage: 'A controller is argocd or flux.' },
    choices: controller.enum.map((value, index) => ({ value, hint: controller.enumDescriptions[index] ?? '' })),
  },
  {
    key: 'kubernetes',
    flag: '--kubernetes',
    asks: 'Its Kubernetes version',
    suggestion: kubernetes.examples[0] ?? '',
    rule: kubernetes,
  },
  {
    key: 'environment',
    flag: '--environment',
    asks: 'Name of the environment that it belongs to',
    suggestion: 'development',
    rule: label,
  },
];

/**
 * An answer to each question: as given, as somebody at the terminal says, or as suggested. Throws a `Failure` that names the
 * options where one is wrong or missing.
 */
export const answersFrom = async (
  given: InitOptions,
  suggested: Partial<Answers>,
  terminal: Questions | undefined,
): Promise<Answers> => {
  const answers: Record<keyof Answers, string> = {
    controller: '',
    cluster: '',
    environment: '',
    kubernetes: '',
    repositoryUrl: '',
    branch: '',
  };
  for (const { key, flag, rule } of questions) {
    const refused = given[key] === undefined ? undefined : refusal(rule, given[key]);
    if (refused !== undefined) throw new Failure(`${flag} ${JSON.stringify(given[key])}: ${refused}`);
  }
  const missing: string[] = [];
  for (const question of questions) {
    const known = suggested[question.key];
    // What Git has there may be nothing that may stand in our files.
    const isFit = known !== undefined && refusal(question.rule, known) === undefined;
    const suggestion = isFit ? known : question.suggestion;
    const answer = given[question.key] ?? (given.yes ? suggestion : await ask(question, suggestion, terminal));
    if (answer === undefined) missing.push(question.flag);
    else answers[question.key] = answer;
  }
  if (missing.length === 0) return answers;
  const others = given.yes ? '' : '; --yes takes what is usual for all but the URL';
  throw new Failure(`init needs ${missing.join(', ')}, since nobody can be asked here${others}`);
};

const ask = async (
  { asks, rule, choices }: Question,
  suggestion: string | undefined,
  terminal: Questions | undefined,
): Promise<string | undefined> =>
  choices === undefined
    ? terminal?.text(asks, suggestion, (answer) => refusal(rule, answer))
    : terminal?.choice(asks, choices);

const refusal = ({ pattern, patternErrorMessage }: Question['rule'], answer: string): string | undefined =>
  new RegExp(pattern, 'u').test(answer) ? undefined : patternErrorMessage;
