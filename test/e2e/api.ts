import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

/** An object as an API server has it. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly [field: string]: unknown;
}

export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Credentials {
  readonly server: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** A client of one API server: just what the cases ask for. */
export class Api {
  readonly server: string;
  /** What the API server had to say of what it took. */
  readonly warnings: Set<string> = new Set();
  readonly #agent: Agent;
  readonly #resources = new Map<string, readonly Resource[]>();

  constructor({ server, ca, certificate, key }: Credentials) {
    this.server = server;
    this.#agent = new Agent({
      keepAlive: true,
      ca: readFileSync(ca),
      cert: readFileSync(certificate),
      key: readFileSync(key),
    });
  }

  async get(reference: Reference): Promise<ApiObject | undefined> {
    try {
      return (await this.send('GET', await this.#path(reference))) as ApiObject;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** All objects of a kind, in one namespace or in all. */
  async list(
    apiVersion: string,
    kind: string,
    namespace?: string,
    fieldSelector?: string,
  ): Promise<readonly ApiObject[]> {
    const path = await this.#path({ apiVersion, kind, name: '', ...(namespace === undefined ? {} : { namespace }) });
    const query = fieldSelector === undefined ? '' : `?fieldSelector=${encodeURIComponent(fieldSelector)}`;
    const { items } = (await this.send('GET', path.replace(/\/$/, '') + query)) as { items: readonly ApiObject[] };
    return items.map((item) => ({ ...item, apiVersion, kind }));
  }

  /** Server-side apply, as `kubectl apply --server-side --force-conflicts`. */
  async apply(object: ApiObject, { dryRun = false }: { dryRun?: boolean } = {}): Promise<ApiObject> {
    const { apiVersion, kind, metadata } = object;
    const path = await this.#path({ apiVersion, kind, ...metadata });
    const query = `?fieldManager=e2e&force=true&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    return (await this.send('PATCH', path + query, object, 'application/apply-patch+yaml')) as ApiObject;
  }

  /** Tries a creation, as `kubectl create --dry-run=server --validate=strict`. */
  async create(object: ApiObject): Promise<void> {
    const { apiVersion, kind, metadata } = object;
    const path = await this.#path({ apiVersion, kind, ...metadata, name: '' });
    await this.send('POST', `${path.replace(/\/$/, '')}?dryRun=All&fieldValidation=Strict`, object);
  }

  async patch(reference: Reference, patch: unknown, subresource = ''): Promise<void> {
    await this.send('PATCH', (await this.#path(reference)) + subresource, patch, 'application/merge-patch+json');
  }

  async delete(reference: Reference, propagationPolicy = 'Background'): Promise<void> {
    await this.send('DELETE', await this.#path(reference), { propagationPolicy });
  }

  /** Every resource that can be listed, of every group's preferred version. */
  async resources(): Promise<readonly Resource[]> {
    const { groups } = (await this.send('GET', '/apis')) as {
      groups: readonly { preferredVersion: { groupVersion: string } }[];
    };
    const versions = ['v1', ...groups.map(({ preferredVersion }) => preferredVersion.groupVersion)];
    const all = await Promise.all(versions.map((version) => this.#resourcesOf(version)));
    return all.flat().filter(({ verbs }) => verbs.includes('list') && verbs.includes('delete'));
  }

  async #resourcesOf(apiVersion: string): Promise<readonly Resource[]> {
    const known = this.#resources.get(apiVersion);
    if (known !== undefined) return known;
    const found = (await this.send('GET', groupPath(apiVersion))) as {
      resources: readonly { name: string; kind: string; namespaced: boolean; verbs: readonly string[] }[];
    };
    const resources = found.resources
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced, verbs }) => ({ apiVersion, kind, plural: name, namespaced, verbs }));
    this.#resources.set(apiVersion, resources);
    return resources;
  }

  async #path({ apiVersion, kind, name, namespace }: Reference): Promise<string> {
    const find = async (): Promise<Resource | undefined> =>
      (await this.#resourcesOf(apiVersion)).find((resource) => resource.kind === kind);
    let resource = await find();
    if (resource === undefined) {
      this.#resources.delete(apiVersion);
      resource = await find();
    }
    if (resource === undefined) throw new ApiError(404, `${this.server} serves no ${kind} of ${apiVersion}`);
    const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
    return `${groupPath(apiVersion)}${scope}/${resource.plural}/${name}`;
  }

  send(method: string, path: string, body?: unknown, type = 'application/json'): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        accept: 'application/json',
        // Of a DELETE Node sends no length by itself, and the server takes its body for the next request.
        ...(text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) }),
      };
      const sent = request(this.server + path, { method, headers, agent: this.#agent }, (response) => {
        let answer = '';
        for (const warning of response.headers.warning?.split(', 299 ') ?? []) this.warnings.add(warning);
        response.setEncoding('utf8').on('data', (part: string) => {
          answer += part;
        });
        response.on('error', reject).on('end', () => {
          const status = response.statusCode ?? 0;
          if (status >= 300) return reject(new ApiError(status, `${method} ${path}: ${messageOf(answer)}`));
          return resolve(answer.startsWith('{') ? JSON.parse(answer) : answer);
        });
      });
      sent.on('error', reject).end(text);
    });
  }
}

const groupPath = (apiVersion: string): string => (apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`);

const messageOf = (text: string): string => {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text;
  }
};
