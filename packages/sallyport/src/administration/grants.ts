import type { Noun } from './admin-command.ts';
import { column, nameOf, timeColumn, whole } from './cells.ts';

export const grants: Noun = {
  name: 'grants',
  description: 'what applications may do in the name of people',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/grants',
      none: 'No grant is found.',
      description: 'list grants, newest first',
      options: [
        ['--user <user>', 'only those of this person: their id, or their address'],
        ['--client <client>', 'only those of this client'],
      ],
      query: ({ user, client }) => ({ user, client }),
      columns: [
        ...[whole('id'), nameOf('user'), nameOf('client'), column('scope'), column('apis')],
        ...[whole('acr'), timeColumn('created_at'), timeColumn('expires_at')],
      ],
      example: '--user alice@example.com',
    },
    {
      does: 'change',
      name: 'revoke',
      method: 'DELETE',
      path: '/grants/{id}',
      takes: ['id'],
      done: 'It is revoked, with every token that came from it.',
      description: 'revoke a grant, with every token that came from it; the session stays',
      notes: 'To end where a person is signed in as well: sallyport sessions end',
      example: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    },
  ],
};
