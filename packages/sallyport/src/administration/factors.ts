import type { AdminCommand } from './admin-command.ts';
import { column, text, time, timeColumn, whole } from './cells.ts';

const takes = ['user'] as const;

/** Of `users`: what a person proves with who they are, beside a password. */
export const factorCommands: readonly AdminCommand[] = [
  {
    does: 'show',
    name: 'factors',
    path: '/users/{user}/factors',
    takes,
    description: 'show the second factors of a person beside passkeys',
    rows: ({ totp, recovery_codes: codes }) => [
      ['app', totp === true ? 'set up' : 'none', 'an authenticator app'],
      ['codes', text(codes), 'left on paper'],
    ],
    notes: 'The others: "users passkeys" and "users identities"',
    example: 'alice@example.com',
  },
  {
    does: 'change',
    name: 'take-factors',
    method: 'DELETE',
    path: '/users/{user}/factors',
    takes,
    description: 'take the authenticator app and the codes of a person who has lost them',
    asks: 'Take the second factors of {user}? Be sure that it is they who ask: they are signed out.',
    done: '{user} has no authenticator app and no codes any more, and is signed out.',
    example: 'alice@example.com',
  },
  {
    does: 'change',
    name: 'send-password-reset',
    method: 'POST',
    path: '/users/{user}/password-reset',
    takes,
    done: '{user} gets a mail with a link to set another password.',
    description:
      'send a person a link to set another password; their present one goes on until then',
    rows: ({ email, expires_at: end }) => [['email', text(email), `until ${time(end)}`]],
    example: 'alice@example.com',
  },
  {
    does: 'list',
    name: 'passkeys',
    path: '/users/{user}/passkeys',
    takes,
    whole: true,
    none: 'They have no passkey.',
    description: 'list the passkeys of a person',
    columns: [
      ...[whole('id'), column('name'), timeColumn('created_at'), timeColumn('last_used_at')],
      { title: 'SYNCED', of: ({ synced }) => (synced === true ? 'yes' : 'no'), whole: true },
    ],
    example: 'alice@example.com',
  },
  {
    does: 'change',
    name: 'take-passkey',
    method: 'DELETE',
    path: '/users/{user}/passkeys/{passkey}',
    takes: ['user', 'passkey'],
    done: 'The passkey is taken away, and nobody signs in with it any more.',
    description: 'take a passkey away that was lost or stolen',
    example: 'alice@example.com 1b4e28ba-2fa1-41d2-883f-0016d3cca427',
  },
  {
    does: 'list',
    name: 'identities',
    path: '/users/{user}/identities',
    takes,
    whole: true,
    none: 'They sign in at no provider.',
    description: 'list the accounts at providers that a person signs in with',
    columns: [
      ...[whole('id'), whole('provider'), column('issuer'), column('subject')],
      timeColumn('linked_at'),
    ],
    example: 'alice@example.com',
  },
  {
    does: 'change',
    name: 'give-identity',
    method: 'POST',
    path: '/users/{user}/identities',
    takes: ['user', 'provider', 'account'],
    body: (_, { provider, account }) => ({ provider, subject: account }),
    done: 'The account there signs {user} in.',
    description: 'let an account at a provider sign a person in, before they have used it',
    rows: ({ id }) => [['id', text(id), '']],
    example: 'alice@example.com google 109876543210987654321',
  },
  {
    does: 'change',
    name: 'take-identity',
    method: 'DELETE',
    path: '/users/{user}/identities/{identity}',
    takes: ['user', 'identity'],
    done: 'The account there does not sign {user} in any more.',
    description: 'no longer let an account at a provider sign a person in',
    example: 'alice@example.com 1b4e28ba-2fa1-41d2-883f-0016d3cca427',
  },
];
