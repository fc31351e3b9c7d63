import type { Fields, ListCommand, Noun } from './admin-command.ts';
import { timeColumn, whole } from './cells.ts';

/** As the API and the export take them. */
export const auditFilters: NonNullable<ListCommand['options']> = [
  ['--actor <name>', 'only what was done by user:ID, client:ID …'],
  ['--subject <name>', 'only what was done to user:ID, role:NAME …'],
  ['--action <name>', 'only user.disable, or all of user.*'],
  ['--outcome <outcome>', 'only these', ['success', 'failure']],
  ['--address <address>', 'only from this IP address, or network'],
  ['--from <time>', 'the earliest, as 2026-11-01T00:00:00Z'],
  ['--until <time>', 'not from this time on'],
];

/** Of people what they are called, too, where the API tells it. */
function named({ names }: Fields, those: unknown): string {
  const known = (names ?? {}) as Readonly<Record<string, string>>;
  return (those as string[])
    .map((each) => (known[each] === undefined ? each : `${each} (${known[each]})`))
    .join(', ');
}

export const audit: Noun = {
  name: 'audit',
  description: 'who did what: list it, check that it is as it was sealed, or export it',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/audit',
      description: 'list what was done, newest first, from a running issuer',
      options: auditFilters,
      query: ({ actor, subject, action, outcome, address, from, until }) => ({
        ...{ actor, subject, action, outcome, address, from, until },
      }),
      columns: [
        timeColumn('at'),
        whole('action'),
        { title: 'ACTOR', of: (event) => named(event, [event['actor']]) },
        { title: 'SUBJECTS', of: (event) => named(event, event['subjects']) },
        whole('outcome'),
        whole('address'),
      ],
      none: 'Nothing of this kind was done.',
      notes: 'Of people, --actor and --subject take the address as well.',
      example: '--actor alice@example.com --limit 20',
    },
  ],
};
