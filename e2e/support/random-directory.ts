import { orders, reports, secret } from '../../testing/shop.ts';

/** Numbers from 0 to 1 in an order that the seed decides (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Chooser {
  one<T>(of: readonly T[]): T;
  some<T>(of: readonly T[], share: number): T[];
  happens(share: number): boolean;
}

export const chooser = (next: () => number): Chooser => ({
  one: (of) => of[Math.floor(next() * of.length)]!,
  some: (of, share) => of.filter(() => next() < share),
  happens: (share) => next() < share,
});

const apis = [orders, reports, 'https://strict.example'];
const permissionsOf = (api: string): string[] =>
  ['read', 'write', 'refund', 'void'].map(
    (verb) => `${new URL(api).hostname.split('.')[0]}:${verb}`,
  );
const permissions = apis.flatMap(permissionsOf);
const scopes = ['openid', 'profile', 'orders', 'all'];
export const roles = Array.from({ length: 12 }, (_, index) => `role${index}`);
export const groups = Array.from({ length: 10 }, (_, index) => `group${index}`);
export const people = Array.from({ length: 20 }, (_, index) => `person${index}@example.com`);
export const clients = ['app0', 'app1', 'app2'];
export const robots = ['robot0', 'robot1'];

const hosts = [undefined, undefined, 'api.example', '*.example'];
const paths = ['/a', '/a/*', '/a/{id}', '/a/{id}/b', '/a/b', '/a/b/{id}', '/c/{id}', '/c/*', '/*'];

/** A configuration in which anything may be missing, or be there by several ways. */
export function randomDirectory({ one, some, happens }: Chooser, upstream: string) {
  return {
    apis: apis.map((id, index) => ({
      ...{ id, name: id, permissions: permissionsOf(id) },
      ...(index === 2 && { acr: 'aal2' }),
      ...(index < 2 && { audience_group: 'shop' }),
    })),
    roles: roles.map((name) => ({ name, permissions: some(permissions, 0.25) })),
    groups: groups.map((name, index) => ({
      ...{ name, roles: some(roles, 0.15) },
      ...(index > 0 && happens(0.6) && { parent: one(groups.slice(0, index)) }),
    })),
    users: people.map((email) => ({
      ...{ email, name: email, roles: some(roles, 0.1), groups: some(groups, 0.12) },
    })),
    clients: [...clients, ...robots].map((id) => ({
      ...{ id, name: id, secret: secret(id), apis: some(apis, 0.8), scopes: some(scopes, 0.7) },
      ...(clients.includes(id)
        ? {
            ...{ type: 'web', grants: ['authorization_code'] },
            redirect_uris: ['https://shop.example/callback'],
          }
        : { type: 'service', grants: ['client_credentials'], roles: some(roles, 0.3) }),
    })),
    routes: randomRoutes({ one, some, happens }, upstream),
  };
}

function randomRoutes({ one, some, happens }: Chooser, upstream: string) {
  const places = new Set<string>();
  const routes: object[] = [];
  for (let tried = 0; tried < 60 && routes.length < 24; tried++) {
    const [host, path] = [one(hosts), one(paths)];
    const place = `${host} ${path.replaceAll(/\{.*?\}/g, '{}')}`;
    if (places.has(place)) continue;
    places.add(place);
    const api = one(apis);
    const isPublic = happens(0.08);
    const require = {
      permissions: some(permissionsOf(api), 0.3),
      ...(happens(0.2) && { scopes: some(scopes, 0.3) }),
      ...(happens(0.2) && { roles: some(roles, 0.1) }),
      ...(happens(0.15) && { acr: [one(['aal1', 'aal2', 'phr'])] }),
      ...(happens(0.15) && { max_age: 600 }),
      ...(path.includes('{id}') &&
        happens(0.2) && { details: { type: 'order', identifier: '{id}', actions: ['read'] } }),
    };
    routes.push({
      ...{ path, upstream, ...(host && { host }) },
      ...(happens(0.3) && { methods: some(['GET', 'POST', 'DELETE'], 0.7).concat('PUT') }),
      ...(isPublic
        ? { authenticate: 'none' }
        : { api, require, ...(happens(0.15) && { authenticate: ['client_secret'] }) }),
    });
  }
  return routes;
}

/** The host, the method and the path of a request, many of them odd. */
export function randomRequest({ one, happens }: Chooser) {
  const segment = () => one(['a', 'A', 'b', 'c', '42', 'x%20y', '%61', '..', '', 'a;b', 'é']);
  const usual = one(['/a', '/a/42', '/a/42/b', '/a/b', '/a/b/7', '/c/1', '/c/1/2', '/d', '/A/B/']);
  const odd = `/${segment()}/${segment()}/${segment()}`;
  return {
    method: happens(0.02)
      ? one(['TRACE', 'PATCH'])
      : one(['GET', 'GET', 'GET', 'POST', 'PUT', 'HEAD']),
    host: one(['localhost', 'api.example', 'x.example', 'API.example:80', 'other.test']),
    path: happens(0.1) ? encodeURI(odd).replaceAll('%25', '%') : usual,
  };
}
