import type { Fields, Noun } from './admin-command.ts';
import { text, whole } from './cells.ts';

const path = '/policies/{policy}';
const takes = ['policy'] as const;

const from = ({ declared, default: usual }: Fields): string => {
  if (declared === true) return 'file';
  return usual === true ? 'default' : 'admin';
};

const written = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : text(value);

export const policies: Noun = {
  name: 'policies',
  description: 'how the issuer decides: sign_in, password, registration and the like',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/policies',
      whole: true,
      none: 'There is none.',
      description: 'list policies, and who said what holds',
      columns: [whole('name'), { title: 'FROM', of: from, whole: true }],
    },
    {
      does: 'show',
      name: 'show',
      path,
      takes,
      description: 'show what holds, with all defaults',
      rows: (policy) => [
        ['policy', text(policy['name']), from(policy)],
        ...Object.entries(policy['definition'] as Fields).map(
          ([key, value]): [string, string, string] => [key, written(value), ''],
        ),
      ],
      example: 'sign_in',
    },
    {
      does: 'change',
      name: 'set',
      method: 'PUT',
      path,
      takes: ['policy', 'file'],
      description: 'set a policy to what a file says; what is left out is as by default',
      notes:
        'The file has what the section has in the configuration file, as YAML or JSON; - reads it from\nstandard input.',
      body: (_, __, file) => ({ definition: file }),
      done: '{policy} holds as the file says.',
      example: 'password password.yaml',
    },
    {
      does: 'change',
      name: 'reset',
      method: 'DELETE',
      path,
      takes,
      description: 'let a policy be as by default again',
      asks: 'Let {policy} be as by default again?',
      done: '{policy} is as by default.',
      example: 'password',
    },
  ],
};
