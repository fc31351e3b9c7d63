import type { Fields, Noun } from './admin-command.ts';
import { column, text, time, timeColumn, whole } from './cells.ts';

/** `orders:read, order 42`. */
const allowed = ({ permissions, authorization_details: details }: Fields): string =>
  [
    ...(permissions as string[]),
    ...(details as Fields[]).map(({ type, identifier }) => `${type} ${text(identifier)}`.trim()),
  ].join(', ');

/** What a link says of itself is in the address, and never here. */
export const links: Noun = {
  name: 'links',
  description: 'action links: what people without an account may do, once',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/links',
      none: 'No link is found.',
      description: 'list links, newest first, without what opens them',
      options: [
        ['--client <client>', 'only those that this client made'],
        ['--state <state>', 'only these', ['active', 'used', 'expired', 'revoked']],
      ],
      query: ({ client, state }) => ({ client, state }),
      columns: [
        ...[whole('id'), whole('state'), whole('client')],
        { title: 'ALLOWS', of: allowed },
        { title: 'USED', of: ({ used, uses }) => `${used} of ${uses}`, whole: true },
        timeColumn('created_at'),
        {
          title: 'ENDS',
          of: ({ revoked_at: revoked, expires_at: end }) => time(revoked ?? end),
          whole: true,
        },
        column('origin'),
      ],
      example: '--client shop-api --state active',
    },
    {
      does: 'change',
      name: 'revoke',
      method: 'DELETE',
      path: '/links/{id}',
      takes: ['id'],
      done: 'It is revoked, and so is every token that it gave.',
      description: 'revoke a link, and every token that it gave',
      example: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    },
  ],
};
