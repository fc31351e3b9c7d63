import type { Fields, Noun } from './admin-command.ts';
import { column, owner, text, whole, words } from './cells.ts';

const takes = ['api'] as const;

/** `order: read, refund`; the identifiers of one that is hierarchical are paths. */
const details = (value: unknown): string =>
  (value as Fields[])
    .map(({ type, actions, hierarchical }) => {
      const names = (actions as Fields[]).map(({ name }) => text(name)).join(', ');
      return `${type}${hierarchical === true ? ' (a tree)' : ''}: ${names}`;
    })
    .join('; ');

export const apis: Noun = {
  name: 'apis',
  description: 'what services take as their audience, and the permissions there',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/apis',
      none: 'No API is found.',
      description: 'list APIs and their permissions, by id',
      options: [['--search <text>', 'only those with this in their id']],
      query: ({ search }) => ({ q: search }),
      columns: [whole('id'), column('name'), column('permissions'), owner],
      example: '--search orders',
    },
    {
      does: 'show',
      name: 'show',
      path: '/apis/{api}',
      takes,
      description: 'show an API: its permissions, and the tokens that its services get',
      rows: (api) => [
        ['id', text(api['id']), 'the audience of its tokens'],
        ['name', text(api['name']), api['declared'] === true ? 'of the file, or built in' : ''],
        ['permissions', words(api['permissions']), ''],
        ['details', details(api['authorization_details']), 'of a single resource'],
        ['claims', words(api['claims']), 'of the person, in its tokens'],
        ['signed', text(api['signing_alg']), text(api['jwt_type'])],
        ['acr', text(api['acr']), 'how people have to sign in, at least'],
        ['shared', text(api['audience_group']), 'group of APIs with tokens in common'],
      ],
      example: 'https://orders.example',
    },
  ],
};
