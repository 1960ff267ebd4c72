import type { JsonObject } from '../model/values.ts';

/** Java properties; undefined for a text with lines that are none. */
export const parseProperties = (text: string): JsonObject | undefined => {
  const lines = text
    .replace(/\\\r?\n[ \t]*/g, '')
    .split(/\r?\n/)
    .filter((line) => !/^\s*(?:[#!]|$)/.test(line));
  const pairs = lines.map((line) => /^\s*((?:\\.|[^\s:=\\])+)\s*(?:[:=]\s*)?(.*)$/.exec(line));
  if (lines.length === 0 || pairs.some((pair) => pair === null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
};
