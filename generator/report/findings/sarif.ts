import type { Problem, Severity } from '../../model/problems.ts';
import { print } from '../json.ts';
import { uriPath } from '../uri-path.ts';
import { type FindingsOptions, fingerprintsOf, fullText, meaningOf, type Place, placeOf } from './findings.ts';

const levels: Readonly<Record<Severity, string>> = { problem: 'error', warning: 'warning', note: 'note' };

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). GitHub takes at most 25,000 results of a run and shows
 * 5,000, so that the gravest are told.
 */
export const findingsSarif = (problems: readonly Problem[], options: FindingsOptions): string => {
  const told = problems.slice(0, mostResults);
  const codes = [...new Set(told.map(({ code }) => code))].sort();
  const index = new Map(codes.map((code, number) => [code, number]));
  const fingerprints = fingerprintsOf(told, options);
  const hidden = problems.length - told.length;
  const driver = {
    name: 'Espalier',
    rules: codes.map((code) => ruleOf(code, options)),
  };
  const results = told.map((found, number) => ({
    ruleId: found.code,
    ruleIndex: index.get(found.code),
    level: levels[found.severity],
    message: { text: withoutLinks(fullText(found)) },
    locations: [locationOf(placeOf(found, options))],
    ...relatedOf(found, options),
    partialFingerprints: { 'espalier/v1': fingerprints[number] },
  }));
  const run = {
    tool: { driver },
    automationDetails: { id: `espalier/${options.command}/` },
    columnKind: 'utf16CodeUnits',
    results,
    ...(hidden > 0 ? { properties: { leftOut: hidden } } : {}),
  };
  return print({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
};

const mostResults = 5_000;

const ruleOf = (code: string, { documents }: FindingsOptions): object => ({
  id: code,
  name: code.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase()),
  shortDescription: { text: meaningOf(code) },
  fullDescription: { text: meaningOf(code) },
  help: {
    text: `${meaningOf(code)} What to do stands in each result.`,
  },
  ...(documents === undefined ? {} : { helpUri: `${documents}#${code}` }),
});

/** SARIF makes links of `[text](address)` even in plain text. */
const withoutLinks = (text: string): string => text.replace(/\[(?=[^\]]*\]\()/g, '\\[');

const locationOf = ({ file, line, column }: Place, message?: string): object => ({
  physicalLocation: {
    // Names in it are no address: what would end a path is escaped.
    artifactLocation: { uri: uriPath(file) },
    ...(line === undefined
      ? {}
      : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
  },
  ...(message === undefined ? {} : { message: { text: withoutLinks(message) } }),
});

const relatedOf = ({ related = [] }: Problem, options: FindingsOptions): object =>
  related.length === 0
    ? {}
    : {
        relatedLocations: related.map(({ message, at }, id) => ({
          id,
          ...locationOf(placeOf({ code: '', severity: 'note', message, at }, options), message),
        })),
      };
