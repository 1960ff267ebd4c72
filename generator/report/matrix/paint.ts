import type { createColors } from 'picocolors';
import type { Tone } from './shown.ts';

export type Colors = ReturnType<typeof createColors>;

export type Paint = (text: string) => string;

export const paint = (tone: Tone, colors: Colors): Paint =>
  ({ plain: String, faint: colors.dim, odd: colors.yellow, behind: colors.yellow, far: colors.red })[tone];
