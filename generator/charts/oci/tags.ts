import { fieldOf } from '../../object-fields.ts';
import { WireError } from '../network/wire-error.ts';
import { versionOfTag } from './manifest.ts';
import { askRegistry, type Registry } from './registry.ts';

/** How many are asked for at once. */
const tagsOfPage = 1000;

const exactVersion = 'Name an exact version in place of a range.';

/** The versions that a registry has of a chart, by its tags; none where it has no such chart. */
export const listVersions = async (registry: Registry, chart: string): Promise<readonly string[]> => {
  const { limits } = registry.connections;
  const tags: string[] = [];
  const seen = new Set<string>();
  // Some registries give fewer to a page than are asked for, but none gives pages for ever.
  const mostPages = Math.ceil(limits.tags / tagsOfPage) + 1;
  for (let path: string | undefined = `tags/list?n=${tagsOfPage}`; path !== undefined && !seen.has(path); ) {
    seen.add(path);
    const { status, body, headers, url } = await askRegistry(registry, chart, path, { most: limits.answerBytes });
    if (status === 404) return [];
    const page = status === 200 ? tagsOf(body) : undefined;
    if (page === undefined)
      throw new WireError('repository-unreachable', `${url.host} gives no list of the tags of ${chart} (${status}).`, {
        isOfVersion: true,
        fix: 'Name an exact version, or ask those who run the registry.',
      });
    tags.push(...page);
    if (tags.length > limits.tags)
      throw new WireError('response-too-large', `${url.host} has more than ${limits.tags} tags of ${chart}.`, {
        isOfVersion: true,
        fix: exactVersion,
      });
    path = nextPage(headers.link);
    if (path !== undefined && page.length === 0)
      throw new WireError(
        'repository-unreachable',
        `${url.host} gives a page without tags, and says that there are more of ${chart}.`,
        { isOfVersion: true, fix: exactVersion },
      );
    if (path !== undefined && seen.size >= mostPages)
      throw new WireError(
        'response-too-large',
        `${url.host} spreads its tags of ${chart} over more than ${mostPages} pages.`,
        { isOfVersion: true, fix: exactVersion },
      );
  }
  return tags.map(versionOfTag);
};

const tagsOf = (body: Buffer): readonly string[] | undefined => {
  try {
    // A chart whose last tag was deleted has null.
    const tags = fieldOf(JSON.parse(body.toString('utf8')), 'tags') ?? [];
    return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : undefined;
  } catch {
    return undefined;
  }
};

/** The query of the next page: the path is known, and an address of somebody else's is not followed. */
const nextPage = (link: string | string[] | undefined): string | undefined => {
  const [, target = ''] = /<([^<>]*)>\s*;\s*rel="?next"?/i.exec(typeof link === 'string' ? link : '') ?? [];
  const query = target.includes('?') ? target.slice(target.indexOf('?')) : '';
  return query === '' ? undefined : `tags/list${query}`;
};
