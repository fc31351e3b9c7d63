import type { Fields, Noun } from './admin-command.ts';
import { owner, text, whole, words } from './cells.ts';

const path = '/trusted-issuers/{issuer}';
const takes = ['issuer'] as const;

/** `api://orders: https://orders.example`; an id of an API that stands for itself is told once. */
const audiences = ({ audiences: all, without_audience: without }: Fields): string =>
  [
    ...Object.entries((all ?? {}) as Fields).map(([aud, api]) =>
      aud === api ? aud : `${aud}: ${text(api)}`,
    ),
    ...(without == null ? [] : [`without aud: ${text(without)}`]),
  ].join(', ');

const claim = (value: unknown): string => (Array.isArray(value) ? value.map(text).join('.') : '');

const notes =
  'The file has what one entry of trusted_issuers has in the configuration file, as YAML or JSON;\n' +
  '- reads it from standard input.';

export const trustedIssuers: Noun = {
  name: 'trusted-issuers',
  description: 'other issuers whose tokens are accepted',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/trusted-issuers',
      none: 'No other issuer is trusted.',
      description: 'list trusted issuers, and the APIs that their tokens are for',
      columns: [whole('issuer'), whole('profile'), { title: 'AUDIENCES', of: audiences }, owner],
    },
    {
      does: 'show',
      name: 'show',
      path,
      takes,
      description: 'show what the tokens of a trusted issuer are for',
      rows: (trusted) => {
        const { sub, roles, role_names: names } = (trusted['map'] ?? {}) as Fields;
        return [
          ['issuer', text(trusted['issuer']), trusted['declared'] === true ? 'of the file' : ''],
          ['profile', text(trusted['profile']), ''],
          ['audiences', audiences(trusted), ''],
          ['subject', claim(sub), ''],
          ['roles', claim(roles), ''],
          [
            'named',
            words(Object.entries(names ?? {}).map(([their, our]) => `${their}: ${our}`)),
            '',
          ],
        ];
      },
      example: 'https://idp.example',
    },
    {
      does: 'change',
      name: 'create',
      method: 'POST',
      path: '/trusted-issuers',
      takes: ['file'],
      description: 'trust another issuer',
      notes,
      body: (_, __, file) => file,
      done: 'Its tokens are accepted.',
      example: 'idp.yaml',
    },
    {
      does: 'change',
      name: 'replace',
      method: 'PUT',
      path,
      takes: ['issuer', 'file'],
      description: 'replace what is said of a trusted issuer; what is left out is as by default',
      notes,
      body: (_, __, { issuer: ___, ...file }) => file,
      done: 'Tokens of {issuer} are accepted as the file says.',
      example: 'https://idp.example idp.yaml',
    },
    {
      does: 'change',
      name: 'delete',
      method: 'DELETE',
      path,
      takes,
      description: 'trust an issuer no longer',
      asks: 'Refuse the tokens of {issuer} from now on?',
      done: 'Tokens of {issuer} are refused.',
      example: 'https://idp.example',
    },
  ],
};
