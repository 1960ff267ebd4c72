import { readFileSync } from 'node:fs';
import fastGlob from 'fast-glob';

/** Every document of the repository, by path. */
export const documents: readonly string[] = fastGlob
  .sync(['*.md', 'docs/**/*.md', 'packages/*/*.md', 'schemas/**/*.md', 'out/**/*.md', 'test/**/*.md'], {
    ignore: ['**/node_modules/**', 'test/cases/**', 'test/goldens/**'],
  })
  .sort();

/** A block of code in a document. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The line of its first line, from 1. */
  readonly line: number;
}

export const textOf = (path: string): string => readFileSync(path, 'utf8');

const fenced = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;

/** A document without its blocks of code. */
export const proseOf = (text: string): string => text.replaceAll(fenced, '');

export const blocksOf = (text: string): readonly Block[] =>
  [...text.matchAll(fenced)].map(({ 1: indent = '', 2: language = '', 3: body = '', index }) => ({
    language,
    text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    line: text.slice(0, index).split('\n').length + 1,
  }));
