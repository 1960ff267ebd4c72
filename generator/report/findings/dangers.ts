import type { Comparison, Danger } from '../../model/comparison.ts';
import type { Problem } from '../../model/problems.ts';
import { pathText } from '../../steps.ts';
import { clustersText, objectsText, servicesText } from '../comparison/words.ts';

/** Dangers at the lines that cause them, in the order given. What was taken out has no line any more, so its file is meant. */
export const dangerProblems = (comparison: Comparison): readonly Problem[] =>
  comparison.dangers.map((danger) => dangerProblem(comparison, danger));

const dangerProblem = (comparison: Comparison, danger: Danger): Problem => {
  const { code, severity, message, fix, subjects, path, causes, exception } = danger;
  const objects = objectsText(subjects);
  const services = servicesText(subjects);
  const field = path === undefined ? '' : ` (${pathText(path)})`;
  const what = [objects === '' ? services : `${objects}${field}${services === '' ? '' : ` of ${services}`}`];
  const who = [...what.filter((text) => text !== ''), clustersText(comparison, subjects)].join(' on ');
  const at = causes.find((cause) => cause.at !== undefined);
  const was = causes.find((cause) => cause.was !== undefined)?.was;
  const accepted = exception === undefined ? '' : ` (accepted until ${exception.expires}: ${exception.reason})`;
  const related = causes.flatMap((cause) =>
    cause === at || cause.at === undefined ? [] : [{ message: cause.message, at: cause.at }],
  );
  return {
    code,
    severity,
    message: `${who}: ${message}${accepted}`,
    fix,
    ...(at?.at !== undefined ? { at: at.at } : was !== undefined ? { file: was.file } : {}),
    ...(related.length === 0 ? {} : { related }),
  };
};
