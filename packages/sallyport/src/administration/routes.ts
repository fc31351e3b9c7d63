import type { Fields, Noun } from './admin-command.ts';
import { owner, text, whole, words } from './cells.ts';

const path = '/routes/{route}';
const takes = ['route'] as const;
const withFile = ['route', 'file'] as const;

const definitionOf = (route: Fields): Fields => route['definition'] as Fields;

/** `api.shop.example/orders/*`; every host where none is named. */
const placeOf = (route: Fields): string => {
  const { host, path } = definitionOf(route);
  return `${text(host)}${text(path)}`;
};

const methodsOf = (route: Fields): string => words(definitionOf(route)['methods']) || 'all';

const upstreamsOf = (route: Fields): string => {
  const { upstream } = definitionOf(route);
  return Array.isArray(upstream)
    ? upstream.map(({ url }: Fields) => text(url)).join(', ')
    : text(upstream);
};

const apiOf = (route: Fields): string => text(definitionOf(route)['api'] ?? 'public');

/** `permissions orders:read; acr aal2`. */
const required = (value: unknown): string =>
  Object.entries((value ?? {}) as Fields)
    .map(([key, each]) => `${key} ${key === 'details' ? JSON.stringify(each) : words(each)}`)
    .join('; ');

const notes =
  'The file has what one entry of routes has in the configuration file, as YAML or JSON; - reads\n' +
  'it from standard input.';

export const routes: Noun = {
  name: 'routes',
  description: 'what gateways forward, and to whom',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/routes',
      none: 'There is no route: gateways answer 404.',
      description: 'list routes: those of the file in its order, then those that were made since',
      columns: [
        whole('id'),
        { title: 'METHODS', of: methodsOf },
        { title: 'REQUESTS', of: placeOf },
        { title: 'UPSTREAM', of: upstreamsOf },
        { title: 'API', of: apiOf },
        owner,
      ],
    },
    {
      does: 'show',
      name: 'show',
      path,
      takes,
      description: 'show a route',
      rows: (route) => {
        const { require, authenticate, ...rest } = definitionOf(route);
        const shown = ['host', 'path', 'methods', 'upstream', 'api'];
        const others = Object.entries(rest).filter(([key]) => !shown.includes(key));
        return [
          ['id', text(route['id']), route['declared'] === true ? 'of the file' : ''],
          ['requests', placeOf(route), methodsOf(route)],
          ['upstream', upstreamsOf(route), ''],
          ['api', apiOf(route), words(authenticate)],
          ['requires', required(require), ''],
          ...others.map(([key, value]): [string, string, string] => [
            key,
            typeof value === 'object' ? JSON.stringify(value) : text(value),
            '',
          ]),
        ];
      },
      example: 'refunds',
    },
    {
      does: 'change',
      name: 'create',
      method: 'POST',
      path: '/routes',
      takes: withFile,
      description: 'make a route, which all gateways serve from then on',
      notes,
      body: (_, { route }, file) => ({ id: route, definition: file }),
      done: 'The route {route} is served.',
      example: 'refunds refunds.yaml',
    },
    {
      does: 'change',
      name: 'replace',
      method: 'PUT',
      path,
      takes: withFile,
      description: 'replace a route by what a file says; what is left out is as by default',
      notes,
      body: (_, __, file) => ({ definition: file }),
      done: 'The route {route} is served as the file says.',
      example: 'refunds refunds.yaml',
    },
    {
      does: 'change',
      name: 'delete',
      method: 'DELETE',
      path,
      takes,
      description: 'delete a route, which no gateway serves from then on',
      asks: 'Delete the route {route}? What it is for is refused, or is for a wider route.',
      done: 'The route {route} is deleted.',
      example: 'refunds',
    },
  ],
};
