import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

interface PageSource {
  /** Handlebars: begins with `{{> head}}` and ends with its `script`. */
  readonly template: string;
  readonly style: string;
  readonly script: string;
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

const head = readFileSync(new URL('./head.hbs', import.meta.url), 'utf8');

/**
 * A page that needs nothing else: no network, no other file. Whatever its content holds is escaped, and what is not in this very page's style
 * and script does not run.
 */
export const pageOf = <Content extends { readonly title: string }>({
  template,
  style,
  script,
}: PageSource): ((content: Content) => string) => {
  const handlebars = Handlebars.create();
  handlebars.registerPartial('head', handlebars.compile(head, { strict: true, knownHelpersOnly: true }));
  const compiled = handlebars.compile(template, { strict: true, knownHelpersOnly: true });
  const own = { style, styleHash: hashOf(style), script, scriptHash: hashOf(script) };
  return (content) => compiled({ ...content, ...own });
};
