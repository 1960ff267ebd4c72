import type { Cause } from '../../model/comparison.ts';
import type { Links } from './links.ts';
import { inline } from './markdown-safe.ts';

/** An edited line, linked where it can be read. */
export const causeText = ({ message, at, was }: Cause, links: Links): string => {
  const place = at ?? was;
  if (place === undefined) return inline([{ code: message }]);
  const text = inline([{ code: `${place.file}:${place.line}` }]);
  const url = links(place, at === undefined ? 'base' : 'head');
  const side = at === undefined ? ' (base)' : '';
  return `${url === undefined ? text : `[${text}](${url})`}${side} ${inline([{ code: message }])}`;
};
