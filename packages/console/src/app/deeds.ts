import type { Texts } from '../texts/texts.ts';
import type { IconName } from '../ui/icon.tsx';
import { need } from './session.ts';

interface Deed {
  to:
    | '/people'
    | '/people/invitations'
    | '/people/waiting'
    | '/groups'
    | '/organizations'
    | '/roles'
    | '/keys'
    | '/applications/new'
    | '/mails/links';
  /** Of a dialog of that view. */
  hash?: string;
  search?: { status: 'gone' };
  text(texts: Texts): string;
  icon: IconName;
  /** What lets a person do it, everywhere. */
  need: string;
}

/** What ⌘K leads to beside the views of the navigation: what is within them, and what is made there. */
const deeds: readonly Deed[] = [
  {
    ...{ to: '/people/invitations', icon: 'people' },
    need: need<'GET /invitations'>('users:read here'),
    text: ({ people }) => people.invitations,
  },
  {
    ...{ to: '/people/waiting', icon: 'people' },
    need: need<'GET /waiting-list'>('users:read'),
    text: ({ people }) => people.waiting,
  },
  {
    ...{ to: '/people', search: { status: 'gone' }, icon: 'people' },
    need: need<'GET /former-users'>('users:read'),
    text: ({ gone }) => gone.title,
  },
  {
    ...{ to: '/mails/links', icon: 'link' },
    need: need<'GET /links'>('links:read'),
    text: ({ links }) => links.title,
  },
  {
    ...{ to: '/people', hash: 'do-invite', icon: 'plus' },
    need: need<'POST /invitations'>('users:write here'),
    text: ({ invitations }) => invitations.send,
  },
  {
    ...{ to: '/groups', hash: 'do-group', icon: 'plus' },
    need: need<'POST /groups'>('groups:write here'),
    text: ({ groupsView }) => groupsView.make,
  },
  {
    ...{ to: '/organizations', hash: 'do-organization', icon: 'plus' },
    need: need<'POST /organizations'>('organizations:write'),
    text: ({ organizations }) => organizations.make,
  },
  {
    ...{ to: '/roles', hash: 'do-role', icon: 'plus' },
    need: need<'POST /roles'>('roles:write'),
    text: ({ matrix }) => matrix.makeRole,
  },
  {
    ...{ to: '/roles', hash: 'do-api', icon: 'plus' },
    need: need<'POST /apis'>('apis:write'),
    text: ({ matrix }) => matrix.makeApi,
  },
  {
    ...{ to: '/keys', hash: 'do-add', icon: 'plus' },
    need: need<'POST /providers'>('providers:write'),
    text: ({ providers }) => providers.add,
  },
  {
    ...{ to: '/applications/new', icon: 'plus' },
    need: need<'POST /clients'>('clients:write'),
    text: ({ wizard }) => wizard.title,
  },
];

export const deedsFor = (may: (need: string) => boolean): readonly Deed[] =>
  deeds.filter((deed) => may(deed.need));
