import type { Position, Problem } from '../../model/problems.ts';
import { type ProblemCode, problem } from '../../problem.ts';

interface WireDetails {
  readonly fix?: string;
  /** Where the mistake is, if not where the chart is asked for. */
  readonly at?: Position;
  /** What is to be edited is the version, not the repository. */
  readonly isOfVersion?: boolean;
  /** Another attempt may go better. */
  readonly isPassing?: boolean;
  /** How long the server asks to be left alone. In milliseconds. */
  readonly pause?: number;
}

/** Why something could not be fetched; becomes a problem at the line that asks for it. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: ProblemCode;
  readonly details: WireDetails;

  constructor(code: ProblemCode, message: string, details: WireDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** The problem of a failure at the line that asks for what could not be had. Throws what is no failure of the wire. */
export const problemOf = (error: unknown, at: Position): Problem => {
  if (!(error instanceof WireError)) throw error;
  const { fix, at: own } = error.details;
  const related = own === undefined ? undefined : [{ message: 'a chart that needs it is asked for here', at }];
  return problem(error.code, error.message, { at: own ?? at, fix, related });
};

/** Where something is wrong with the repository, whatever chart of it is asked for. */
const ofRepository: ReadonlySet<ProblemCode> = new Set([
  'invalid-value',
  'repository-unreachable',
  'repository-unauthorized',
  'certificate-untrusted',
  'redirect-refused',
]);

/** The same at that value of the inputs which is to be edited: the repository's URL, or the version. */
export const problemOfAsked = (
  error: unknown,
  { at, repositoryAt = at }: { readonly at: Position; readonly repositoryAt?: Position },
): Problem => {
  const isOfRepository =
    error instanceof WireError && ofRepository.has(error.code) && error.details.isOfVersion !== true;
  return problemOf(error, isOfRepository ? repositoryAt : at);
};

/** A URL as it may be printed: credentials stand before the host, and tokens behind the question mark. */
export const shown = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}`;
