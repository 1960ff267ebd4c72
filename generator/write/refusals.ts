import type { Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';

/** What the writer does not do by itself, and what to do about it. */

export const strange = (path: string): Problem =>
  problem(
    'file-not-ours',
    `${path} is a link, neither file nor folder, or has a name that is not UTF-8; Espalier does not follow it.`,
    {
      file: path,
      fix: 'Remove it, or put a real folder or file in its place.',
    },
  );

export const notOurs = (path: string): Problem =>
  problem('file-not-ours', `${path} is to be written, but a file that Espalier did not write stands there.`, {
    file: path,
    fix: 'Move it away, or run `generate --adopt` to replace it.',
  });

export const inTheWay = (path: string, kind: 'file' | 'folder'): Problem =>
  problem('file-not-ours', `${path} is to be a ${kind}, but is a ${kind === 'file' ? 'folder' : 'file'}.`, {
    file: path,
    fix: 'Move it away.',
  });

export const otherCase = (path: string, wanted: string): Problem =>
  problem('name-case-conflict', `${path} differs only in case from ${wanted}, which is to be written.`, {
    file: path,
    fix: 'Remove it: where case does not count, both are one.',
  });

export const edited = (path: string): Problem =>
  problem('file-edited', `${path} was edited by hand; the next run would lose that.`, {
    file: path,
    fix: 'Say it in environments/ or clusters/ instead, then run `generate --force` to discard the edit.',
  });

export const editedInConflict = (path: string): Problem =>
  problem('file-edited', `${path} has merge conflict markers, and not both sides are as Espalier wrote them.`, {
    file: path,
    fix: 'Look for what was edited by hand and say it in the inputs, then run `generate --force`.',
  });

export const readOnly = (path: string): Problem =>
  problem('file-read-only', `${path} is read-only, and would have to change.`, {
    file: path,
    fix: 'Make it writable (`chmod u+w`), or run `generate --force`.',
  });

export const foreign = (path: string): Problem =>
  problem('foreign-file', `${path} is not ours, and the controller would apply it.`, {
    file: path,
    fix: 'Move it out of this folder: objects of your own belong into a chart under charts/.',
  });
