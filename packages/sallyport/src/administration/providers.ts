import type { Noun } from './admin-command.ts';
import { column, owner, text, whole, words } from './cells.ts';

const takes = ['provider'] as const;
const path = '/providers/{provider}';

export const providers: Noun = {
  name: 'providers',
  description: 'where people sign in elsewhere, and whether that works',
  commands: [
    {
      does: 'list',
      name: 'list',
      path: '/providers',
      whole: true,
      none: 'There is no provider.',
      description: 'list providers by id',
      columns: [
        ...[whole('id'), column('name'), whole('type'), column('issuer')],
        {
          title: 'BUTTON',
          of: ({ hidden }) => (hidden === true ? 'hidden' : 'shown'),
          whole: true,
        },
        owner,
      ],
    },
    {
      does: 'show',
      name: 'show',
      takes,
      path,
      description: 'show a provider, without its secret',
      rows: (provider) => [
        ['id', text(provider['id']), provider['declared'] === true ? 'of the file' : ''],
        ['name', text(provider['name']), provider['hidden'] === true ? 'without a button' : ''],
        ['type', text(provider['type']), ''],
        ['issuer', text(provider['issuer']), ''],
        ['client', text(provider['client_id']), provider['has_secret'] ? 'with a secret' : ''],
        ['scopes', words(provider['scopes']), ''],
        ['domains', words(provider['domains']), 'whose people are led there'],
        ['required', words(provider['required_for_domains']), 'whose people sign in only there'],
        ['trusted', words(provider['trusted_for_domains']), 'whose addresses it may vouch for'],
        ['groups', words(provider['default_groups']), 'from the first sign-in on'],
      ],
      example: 'google',
    },
    {
      does: 'change',
      name: 'test',
      method: 'POST',
      path: `${path}/test`,
      takes,
      description: 'begin a sign-in there: is it reached, and does it know our client?',
      notes: 'Whether the secret is right shows when a person signs in, and not before.',
      done: 'A sign-in at {provider} was begun.',
      rows: ({ leads_to: leadsTo, redirect_uri: redirectUri }) => [
        ['leads to', text(leadsTo), ''],
        ['callback', text(redirectUri), 'has to be registered there'],
      ],
      wrong: ({ failure }) => (failure == null ? null : text(failure)),
      example: 'google',
    },
    {
      does: 'change',
      name: 'hide',
      method: 'PATCH',
      path,
      takes,
      body: () => ({ hidden: true }),
      done: 'The sign-in page has no button for {provider} any more.',
      description: 'take its button off the sign-in page; who is on the way comes back',
      example: 'google',
    },
    {
      does: 'change',
      name: 'unhide',
      method: 'PATCH',
      path,
      takes,
      body: () => ({ hidden: false }),
      done: 'The sign-in page has a button for {provider}.',
      description: 'give it a button on the sign-in page again',
      example: 'google',
    },
    {
      does: 'change',
      name: 'delete',
      method: 'DELETE',
      path,
      takes,
      options: [['--force', 'although it is the only way in of some people']],
      query: ({ force }) => (force ? { force: 'true' } : {}),
      description: 'end sign-ins there, and the sessions that were begun there',
      notes: `Who people are there stays linked: a provider that is made later with the same issuer opens
their accounts again.`,
      asks: 'Delete the provider {provider}? What people signed in with there ends at once.',
      done: 'The provider {provider} is deleted.',
      example: 'google',
    },
  ],
};
