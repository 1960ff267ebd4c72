import type { RunResult } from '../../model/outputs.ts';
import { print, version } from '../json.ts';
import type { Matrix } from './matrix.ts';

/** The matrix for machines, or why there is none. schemas/matrix.schema.json describes it. */
export const matrixJson = ({ command, problems }: RunResult, matrix: Matrix | undefined): string =>
  print({ version, command, problems, ...(matrix === undefined ? {} : { matrix }) });
