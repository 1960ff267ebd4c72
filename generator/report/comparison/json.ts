import type { Comparison } from '../../model/comparison.ts';
import { print } from '../json.ts';

/** Raised when a field changes its meaning or goes. schemas/diff.schema.json describes it. */
const version = 1;

/** The whole comparison for machines. The same comparison gives the same bytes. */
export const comparisonJson = (comparison: Comparison): string => print({ version, ...comparison });
