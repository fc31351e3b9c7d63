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
      description: 'list keys, newest first, without anything secret',
      columns: [
        ...[whole('kid'), whole('use'), whole('alg'), timeColumn('created_at')],
        timeColumn('retired_at'),
      ],
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
      none: 'There is no such mail. Those that failed are listed, unless --status names others.',
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
