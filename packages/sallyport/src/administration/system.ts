import type { Noun } from './admin-command.ts';
import { column, text, timeColumn, whole } from './cells.ts';

export const keys: Noun = {
  name: 'keys',
  description: 'the keys that the server signs and seals with',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/keys',
      whole: true,
      none: 'There is none yet.',
      description: 'list keys, the one that signs last first, without anything secret',
      columns: [
        ...[whole('kid'), whole('use'), whole('alg'), whole('state'), timeColumn('signs_from')],
        ...[timeColumn('retired_at'), timeColumn('published_until')],
      ],
    },
    {
      does: 'change',
      name: 'rotate',
      method: 'POST',
      path: '/keys/rotate',
      options: [
        [
          ...(['--alg <algorithm>', 'only this one (default: all)'] as const),
          ['ES256', 'RS256', 'XAES-256-GCM'],
        ],
      ],
      body: ({ alg }) => ({ alg }),
      done: 'New keys are published. They sign in 15 minutes, and the present ones stay published for a day.',
      description: 'make new keys, which are published at once and sign later',
      example: '--alg ES256',
    },
    {
      does: 'change',
      name: 'withdraw',
      method: 'POST',
      path: '/keys/{kid}/withdraw',
      takes: ['kid'],
      asks: 'Withdraw {kid}? Whatever it signed or sealed is refused from then on, for good.',
      done: '{kid} is withdrawn.',
      description: 'in an emergency: refuse a key that has leaked, and all that it made',
      notes:
        'Of a key that signs now, the next one is published first, which takes ten seconds. People whose\naccess tokens it sealed get new ones by their refresh tokens.',
      example: 'gb5qZv',
    },
  ],
};

export const gateways: Noun = {
  name: 'gateways',
  description: 'the gateways that take-aways wait for',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/gateways',
      whole: true,
      description: 'list gateways, and how far each one is behind',
      columns: [
        ...[whole('id'), column('name'), whole('position'), whole('lag')],
        timeColumn('joined_at'),
      ],
      none: 'No gateway has a lease: whatever is at the gateways is refused until one has.',
    },
  ],
};

export const mails: Noun = {
  name: 'mails',
  description: 'what became of mails in the last 30 days',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/mails',
      none: 'No mail is found. Only those that failed are looked for, unless --status names others.',
      description: 'list mails, newest first; those that failed, unless told otherwise',
      options: [
        [
          ...(['--status <status>', 'only these (default: failed)'] as const),
          ['queued', 'sent', 'failed', 'expired'],
        ],
      ],
      query: ({ status }) => ({ status }),
      columns: [
        ...[whole('id'), whole('kind'), column('recipient'), timeColumn('created_at')],
        { title: 'ERROR', of: ({ last_error: error }) => text(error) },
      ],
      example: '--status queued',
    },
    {
      does: 'change',
      name: 'retry',
      method: 'POST',
      path: '/mails/{id}/retry',
      takes: ['id'],
      done: 'It is sent again.',
      description: 'send a mail that failed, if what it says still works',
      example: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    },
  ],
};
