import type { ListCommand, Noun } from './admin-command.ts';
import { column, timeColumn, whole } from './cells.ts';

const takes = ['user'] as const;

export const listSessions: ListCommand = {
  does: 'list',
  name: 'list',
  path: '/users/{user}/sessions',
  takes,
  description: 'list where a person is signed in, the session that was seen last first',
  columns: [
    ...[whole('id'), timeColumn('seen_at'), whole('address'), column('application')],
    column('user_agent'),
  ],
  none: 'They are signed in nowhere.',
  example: 'alice@example.com',
};

export const sessions: Noun = {
  name: 'sessions',
  description: 'where people are signed in',
  commands: [
    listSessions,
    {
      does: 'change',
      name: 'end',
      method: 'DELETE',
      path: '/users/{user}/sessions/{session}',
      takes: ['user', 'session'],
      done: 'The session has ended.',
      description: 'end one session of a person, and every token that comes from it',
      example: 'alice@example.com 1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    },
    {
      does: 'change',
      name: 'end-all',
      method: 'DELETE',
      path: '/users/{user}/sessions',
      takes,
      description: 'sign a person out everywhere, of applications that outlive sessions, too',
      done: '{user} is signed out everywhere.',
      example: 'alice@example.com',
    },
  ],
};
