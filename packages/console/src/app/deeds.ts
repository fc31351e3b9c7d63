import type { Texts } from '../texts/texts.ts';
import type { IconName } from '../ui/icon.tsx';

interface Deed {
  to:
    | '/people'
    | '/people/invitations'
    | '/people/waiting'
    | '/groups'
    | '/organizations'
    | '/roles'
    | '/applications/new'
    | '/mails/links';
  /** Of a dialog of that view. */
  hash?: string;
  text(texts: Texts): string;
  icon: IconName;
  /** Each of these lets a person do it. */
  permissions: readonly string[];
}

const readUsers = ['users:read', 'directory:read'];
const writeUsers = ['users:write', 'directory:write'];

/** What ⌘K leads to beside the views of the navigation: what is within them, and what is made there. */
const deeds: readonly Deed[] = [
  {
    ...{ to: '/people/invitations', icon: 'people', permissions: readUsers },
    text: ({ people }) => people.invitations,
  },
  {
    ...{ to: '/people/waiting', icon: 'people', permissions: readUsers },
    text: ({ people }) => people.waiting,
  },
  {
    ...{ to: '/mails/links', icon: 'link', permissions: ['links:read'] },
    text: ({ links }) => links.title,
  },
  {
    ...{ to: '/people', hash: 'do-invite', icon: 'plus', permissions: writeUsers },
    text: ({ invitations }) => invitations.send,
  },
  {
    ...{ to: '/groups', hash: 'do-group', icon: 'plus' },
    permissions: ['groups:write', 'directory:write'],
    text: ({ groupsView }) => groupsView.make,
  },
  {
    ...{ to: '/organizations', hash: 'do-organization', icon: 'plus' },
    permissions: ['organizations:write', 'directory:write'],
    text: ({ organizations }) => organizations.make,
  },
  {
    ...{ to: '/roles', hash: 'do-role', icon: 'plus' },
    permissions: ['roles:write', 'directory:write'],
    text: ({ matrix }) => matrix.makeRole,
  },
  {
    ...{ to: '/roles', hash: 'do-api', icon: 'plus', permissions: ['apis:write'] },
    text: ({ matrix }) => matrix.makeApi,
  },
  {
    ...{ to: '/applications/new', icon: 'plus', permissions: ['clients:write'] },
    text: ({ wizard }) => wizard.title,
  },
];

export const deedsFor = (permissions: ReadonlySet<string>): readonly Deed[] =>
  deeds.filter((deed) => deed.permissions.some((each) => permissions.has(each)));
