import type { Noun } from './admin-command.ts';
import { column, text, time, timeColumn, whole } from './cells.ts';
import { namesIn } from './users.ts';

/** Who asked for an account where `registration.mode` is `waiting_list`. */
export const waitingList: Noun = {
  name: 'waiting-list',
  description: 'people who asked for an account and wait for an answer',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/waiting-list',
      none: 'No one waits.',
      description: 'list who waits, the one who waits longest first',
      columns: [whole('id'), column('email'), column('name'), timeColumn('joined_at')],
    },
    {
      does: 'change',
      name: 'approve',
      method: 'POST',
      path: '/waiting-list/{id}/approve',
      takes: ['id'],
      description: 'send a person the link with which they make their account',
      options: [
        ['--roles <roles>', 'what the account gets, commas between them'],
        ['--groups <groups>', 'what the account becomes a member of'],
      ],
      body: ({ roles, groups }) => ({ roles: namesIn(roles), groups: namesIn(groups) }),
      done: 'They are let in, and get a mail with a link.',
      rows: ({ email, expires_at: end }) => [['email', text(email), `until ${time(end)}`]],
      example: '1b4e28ba-2fa1-41d2-883f-0016d3cca427 --groups customers',
    },
    {
      does: 'change',
      name: 'refuse',
      method: 'DELETE',
      path: '/waiting-list/{id}',
      takes: ['id'],
      description: 'take a person off the list, without telling them; they may ask again',
      asks: 'Take this person off the waiting list? They are not told.',
      done: 'They are off the list.',
      example: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    },
  ],
};
