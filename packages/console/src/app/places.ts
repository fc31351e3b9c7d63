import type { Texts } from '../texts/texts.ts';
import type { IconName } from '../ui/icon.tsx';
import { need } from './session.ts';

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
  needs?: readonly string[];
}

/** The views, as the navigation and ⌘K list them, with what one needs to see them. */
const places: readonly Place[] = [
  { to: '/', name: 'home', icon: 'home' },
  { to: '/why', name: 'why', icon: 'why', needs: [need<'GET /receipts'>('receipts:read')] },
  {
    to: '/what-if',
    name: 'whatIf',
    icon: 'whatIf',
    needs: [need<'POST /explain'>('explain:read')],
  },
  {
    to: '/people',
    name: 'people',
    icon: 'people',
    needs: [need<'GET /users'>('users:read here')],
  },
  {
    to: '/groups',
    name: 'groups',
    icon: 'group',
    needs: [need<'GET /groups'>('groups:read here')],
  },
  {
    to: '/organizations',
    name: 'organizations',
    icon: 'organization',
    needs: [need<'GET /organizations'>('organizations:read here')],
  },
  { to: '/roles', name: 'roles', icon: 'role', needs: [need<'GET /roles'>('roles:read here')] },
  {
    to: '/applications',
    name: 'applications',
    icon: 'application',
    needs: [need<'GET /clients'>('clients:read')],
  },
  {
    to: '/gateways',
    name: 'gateways',
    icon: 'gateway',
    needs: [need<'GET /gateways'>('gateways:read')],
  },
  {
    to: '/keys',
    name: 'keys',
    icon: 'key',
    needs: [need<'GET /keys'>('keys:read'), need<'GET /providers'>('providers:read')],
  },
  {
    to: '/sessions',
    name: 'sessions',
    icon: 'session',
    needs: [need<'GET /sessions'>('sessions:read')],
  },
  { to: '/audit', name: 'audit', icon: 'audit', needs: [need<'GET /audit'>('audit:read')] },
  {
    to: '/mails',
    name: 'mails',
    icon: 'mail',
    needs: [need<'GET /mails'>('mails:read'), need<'GET /links'>('links:read')],
  },
];

export const placesFor = (may: (need: string) => boolean): readonly Place[] =>
  places.filter(({ needs }) => needs?.some(may) ?? true);
