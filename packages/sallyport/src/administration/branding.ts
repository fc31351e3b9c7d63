import { dirname } from 'node:path';
import { embedBranding } from '../config/embed-files.ts';
import { StartupError } from '../startup-error.ts';
import type { Fields, Noun } from './admin-command.ts';
import { text } from './cells.ts';

const path = '/branding';

/** A file is told by its size. */
const shown = (value: unknown): string => {
  const written = typeof value === 'object' ? JSON.stringify(value) : text(value);
  const [, type] = /^data:([a-z/+]+);base64,/.exec(written) ?? [];
  return type === undefined ? written : `${type}, ${Math.ceil((written.length * 3) / 4096)} kB`;
};

/** Paths of files are relative to the one that names them. @throws StartupError */
function withFiles(file: Fields, from: string): Fields {
  const branding = { ...file };
  const [issue] = embedBranding(branding, dirname(from));
  if (issue) throw new StartupError(`${issue.path.join('.')}: ${issue.message}`);
  return branding;
}

export const branding: Noun = {
  name: 'branding',
  description: 'what the pages of the issuer look like',
  commands: [
    {
      does: 'show',
      name: 'show',
      path,
      description: 'show what the pages look like where no application says otherwise',
      rows: ({ declared, ...fields }) => [
        ['from', declared === true ? 'the file' : 'administrators, or by default', ''],
        ...Object.entries(fields).map(([key, value]): [string, string, string] => [
          ...([key, shown(value), ''] as const),
        ]),
      ],
    },
    {
      does: 'change',
      name: 'set',
      method: 'PUT',
      path,
      takes: ['file'],
      description: 'let the pages look as a file says; what is left out is as by default',
      notes:
        'The file has what branding has in the configuration file, as YAML or JSON. Logos and style\nsheets are files beside it.',
      body: (_, { file: from = '' }, file) => withFiles(file, from),
      done: 'The pages look as the file says within five seconds.',
      example: 'branding.yaml',
    },
    {
      does: 'change',
      name: 'reset',
      method: 'DELETE',
      path,
      asks: 'Let the pages look as by default?',
      done: 'The pages look as by default within five seconds.',
      description: 'let the pages look as by default again',
    },
  ],
};
