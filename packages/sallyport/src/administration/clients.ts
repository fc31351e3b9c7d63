import type { Noun } from './admin-command.ts';
import { column, given, owner, state, text, whole, words } from './cells.ts';
import { until, untilOption } from './moment.ts';
import { namesIn } from './users.ts';

const takes = ['client'] as const;
const path = '/clients/{client}';

export const clients: Noun = {
  name: 'clients',
  description: 'applications and services, and their secrets',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/clients',
      none: 'No client is found.',
      description: 'list clients by id',
      options: [
        ['--search <text>', 'only those with this in their id'],
        ['--role <role>', 'only those that have this role by themselves'],
        ['--api <api>', 'only those that may call this API'],
      ],
      query: ({ search, role, api }) => ({ q: search, role, api }),
      columns: [whole('id'), column('name'), whole('type'), state, owner],
    },
    {
      does: 'show',
      name: 'show',
      takes,
      path,
      description: 'show a client, without its secrets',
      rows: (client) => [
        ['id', text(client['id']), client['declared'] === true ? 'of the file, or built in' : ''],
        ['name', text(client['name']), ''],
        ['type', text(client['type']), text(client['auth_method'])],
        ['state', state.of(client), ''],
        ['grants', words(client['grants']), ''],
        ['apis', words(client['apis']), ''],
        ['scopes', words(client['scopes']), ''],
        ['redirects', words(client['redirect_uris']), ''],
        ['roles', given(client['given_roles']), 'when it acts for itself'],
        ['secrets', text(client['secrets']), 'valid now'],
      ],
      example: 'shop-web',
    },
    {
      does: 'change',
      name: 'create',
      method: 'POST',
      path: '/clients',
      takes,
      description: 'make a client; its secret is printed this once',
      options: [
        ['--name <name>', 'what people see when it asks them to sign in (default: its id)'],
        ['--type <type>', 'what it is (default: service)', ['web', 'native', 'spa', 'service']],
        ['--grants <grants>', 'how it gets tokens, commas between them (default: by its type)'],
        ['--redirect-uris <urls>', 'where people are sent back to'],
        ['--scopes <scopes>', 'what it may ask for'],
        ['--apis <apis>', 'the APIs that it may call'],
        ['--roles <roles>', 'what it has when it acts for itself'],
      ],
      body: (
        { name, type = 'service', grants, redirectUris, scopes, apis, roles },
        { client },
      ) => ({
        id: client,
        name: name ?? client,
        type,
        grants: grants === undefined ? usualGrants(type) : namesIn(grants),
        redirect_uris: namesIn(redirectUris),
        scopes: namesIn(scopes),
        apis: namesIn(apis),
        roles: namesIn(roles),
      }),
      done: 'The client {client} is made.',
      rows: secretRow,
      example: 'nightly-report --apis https://orders.example --roles support',
    },
    {
      does: 'change',
      name: 'give-role',
      method: 'PUT',
      path: `${path}/roles/{role}`,
      takes: ['client', 'role'],
      description: 'give a client a role for what it does by itself, for good or until a moment',
      options: [untilOption],
      body: until,
      done: '{client} has the role {role}.',
      example: 'nightly-report support',
    },
    {
      does: 'change',
      name: 'take-role',
      method: 'DELETE',
      path: `${path}/roles/{role}`,
      takes: ['client', 'role'],
      description: 'take a role from a client',
      done: 'The role {role} is taken from {client}.',
      example: 'nightly-report support',
    },
    {
      does: 'change',
      name: 'rotate-secret',
      method: 'POST',
      path: `${path}/secrets`,
      takes,
      description: 'make a new secret, and print it this once; the one of before stays valid',
      done: 'Give {client} the new secret, then: sallyport clients end-former-secret {client}',
      rows: secretRow,
      example: 'shop-web',
    },
    {
      does: 'change',
      name: 'end-former-secret',
      method: 'DELETE',
      takes,
      path: `${path}/secrets/former`,
      description: 'end the secret that the newest one replaces',
      asks: 'End the former secret of {client}? Whatever still uses it is refused.',
      done: 'Only the newest secret of {client} is valid.',
      example: 'shop-web',
    },
    {
      does: 'change',
      name: 'stop',
      method: 'PATCH',
      path,
      takes,
      description: 'stop a client: none of its tokens works until it is started again',
      asks: 'Stop the client {client}? None of its tokens works until it is started again.',
      body: () => ({ disabled: true }),
      done: '{client} is stopped.',
      example: 'shop-web',
    },
    {
      does: 'change',
      name: 'start',
      method: 'PATCH',
      path,
      takes,
      body: () => ({ disabled: false }),
      done: '{client} may go on.',
      description: 'let a client go on that was stopped',
      example: 'shop-web',
    },
    {
      does: 'change',
      name: 'delete',
      method: 'DELETE',
      path,
      takes,
      description: 'delete a client, with all its tokens, grants and links',
      asks: 'Delete the client {client}, with all its tokens, grants and links?',
      done: '{client} is deleted.',
      example: 'nightly-report',
    },
  ],
};

const usualGrants = (type: string): string[] =>
  type === 'service' ? ['client_credentials'] : ['authorization_code', 'refresh_token'];

function secretRow({
  client_secret: secret,
}: {
  client_secret?: unknown;
}): [string, string, string][] {
  return secret == null ? [] : [['secret', text(secret), 'shown this once']];
}
