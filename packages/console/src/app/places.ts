import type { Texts } from '../texts/texts.ts';
import type { IconName } from '../ui/icon.tsx';

interface Place {
  to:
    | '/'
    | '/why'
    | '/what-if'
    | '/people'
    | '/groups'
    | '/organizations'
    | '/roles'
    | '/applications'
    | '/gateways'
    | '/keys'
    | '/sessions'
    | '/audit'
    | '/mails';
  name: keyof Texts['nav'];
  icon: IconName;
  /** Each of these lets a person see it; none is needed where it is left out. */
  permissions?: readonly string[];
}

/** The views, as the navigation and ⌘K list them, with what one needs to see them. */
const places: readonly Place[] = [
  { to: '/', name: 'home', icon: 'home' },
  { to: '/why', name: 'why', icon: 'why', permissions: ['receipts:read'] },
  { to: '/what-if', name: 'whatIf', icon: 'whatIf', permissions: ['explain:read'] },
  {
    to: '/people',
    name: 'people',
    icon: 'people',
    permissions: ['users:read', 'directory:read'],
  },
  { to: '/groups', name: 'groups', icon: 'group', permissions: ['groups:read', 'directory:read'] },
  {
    to: '/organizations',
    name: 'organizations',
    icon: 'organization',
    permissions: ['organizations:read', 'directory:read'],
  },
  { to: '/roles', name: 'roles', icon: 'role', permissions: ['roles:read', 'directory:read'] },
  {
    to: '/applications',
    name: 'applications',
    icon: 'application',
    permissions: ['clients:read'],
  },
  { to: '/gateways', name: 'gateways', icon: 'gateway', permissions: ['gateways:read'] },
  { to: '/keys', name: 'keys', icon: 'key', permissions: ['keys:read', 'providers:read'] },
  { to: '/sessions', name: 'sessions', icon: 'session', permissions: ['sessions:read'] },
  { to: '/audit', name: 'audit', icon: 'audit', permissions: ['audit:read'] },
  { to: '/mails', name: 'mails', icon: 'mail', permissions: ['mails:read', 'links:read'] },
];

export const placesFor = (permissions: ReadonlySet<string>): readonly Place[] =>
  places.filter((place) => place.permissions?.some((each) => permissions.has(each)) ?? true);
