import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { base } from '../api/client.ts';
import { steppedUpPath } from '../api/step-up.ts';
import { Loading } from '../ui/page.tsx';
import { readFilter } from '../views/audit/filter.ts';
import { overviewQuery, recentQuery } from '../views/home/overview.ts';
import { type LinkState, linkStates } from '../views/mails/link-state.ts';
import { type MailStatus, mailStatuses } from '../views/mails/mail-status.ts';
import { type PeopleStatus, peopleStatuses, rolesQuery } from '../views/people/users.ts';
import { apisQuery } from '../views/roles/roles.ts';
import type { SessionFilter } from '../views/sessions/sessions.ts';
import type { Asked } from '../views/what-if/explain.ts';
import { Gate } from './gate.tsx';
import { NotFound } from './not-found.tsx';
import { readEarly } from './read-early.ts';
import { RouteError } from './route-error.tsx';
import { need } from './session.ts';

const root = createRootRoute({ component: Gate });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => {
    // Each may ask for the overview: with this permission it is known that there is something in it.
    readEarly(need<'GET /audit'>('audit:read'), overviewQuery);
    readEarly(need<'GET /audit'>('audit:read'), recentQuery);
    return import('../views/home/home.tsx');
  }, 'Home'),
});

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const search = ({ q }: Record<string, unknown>): { q?: string | undefined } => ({ q: text(q) });

interface PeopleSearch {
  q?: string | undefined;
  status?: PeopleStatus | undefined;
}

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  validateSearch: (asked: Record<string, unknown>): PeopleSearch => ({
    ...search(asked),
    status: peopleStatuses.find((each) => each === asked['status']),
  }),
  component: lazyRouteComponent(() => import('../views/people/views.ts'), 'People'),
});

const invitations = createRoute({
  getParentRoute: () => root,
  path: '/people/invitations',
  component: lazyRouteComponent(() => import('../views/people/views.ts'), 'Invitations'),
});

const waiting = createRoute({
  getParentRoute: () => root,
  path: '/people/waiting',
  component: lazyRouteComponent(() => import('../views/people/views.ts'), 'WaitingList'),
});

const groups = createRoute({
  getParentRoute: () => root,
  path: '/groups',
  validateSearch: search,
  component: lazyRouteComponent(() => import('../views/groups/views.ts'), 'Groups'),
});

const group = createRoute({
  getParentRoute: () => root,
  path: '/groups/$name',
  component: lazyRouteComponent(() => import('../views/groups/views.ts'), 'Group'),
});

const organizations = createRoute({
  getParentRoute: () => root,
  path: '/organizations',
  validateSearch: search,
  component: lazyRouteComponent(() => import('../views/organizations/views.ts'), 'Organizations'),
});

const organization = createRoute({
  getParentRoute: () => root,
  path: '/organizations/$key',
  component: lazyRouteComponent(() => import('../views/organizations/views.ts'), 'Organization'),
});

const roles = createRoute({
  getParentRoute: () => root,
  path: '/roles',
  validateSearch: search,
  component: lazyRouteComponent(() => {
    readEarly(need<'GET /roles'>('roles:read here'), rolesQuery);
    readEarly(need<'GET /apis'>('apis:read'), apisQuery);
    return import('../views/roles/views.ts');
  }, 'Roles'),
});

const role = createRoute({
  getParentRoute: () => root,
  path: '/roles/$name',
  component: lazyRouteComponent(() => import('../views/roles/views.ts'), 'Role'),
});

const api = createRoute({
  getParentRoute: () => root,
  path: '/apis/$key',
  component: lazyRouteComponent(() => import('../views/roles/views.ts'), 'ApiView'),
});

const applications = createRoute({
  getParentRoute: () => root,
  path: '/applications',
  component: lazyRouteComponent(() => import('../views/applications/views.ts'), 'Applications'),
});

const newApplication = createRoute({
  getParentRoute: () => root,
  path: '/applications/new',
  component: lazyRouteComponent(() => import('../views/applications/views.ts'), 'NewApplication'),
});

const application = createRoute({
  getParentRoute: () => root,
  path: '/applications/$id',
  component: lazyRouteComponent(() => import('../views/applications/views.ts'), 'Application'),
});

const gateways = createRoute({
  getParentRoute: () => root,
  path: '/gateways',
  component: lazyRouteComponent(() => import('../views/gateways/gateways.tsx'), 'Gateways'),
});

const keys = createRoute({
  getParentRoute: () => root,
  path: '/keys',
  component: lazyRouteComponent(() => import('../views/keys/keys.tsx'), 'Keys'),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: readFilter,
  component: lazyRouteComponent(() => import('../views/audit/audit.tsx'), 'Audit'),
});

const mails = createRoute({
  getParentRoute: () => root,
  path: '/mails',
  validateSearch: ({ status }: Record<string, unknown>): { status?: MailStatus | undefined } => ({
    status: mailStatuses.find((each) => each === status),
  }),
  component: lazyRouteComponent(() => import('../views/mails/views.ts'), 'Mails'),
});

const links = createRoute({
  getParentRoute: () => root,
  path: '/mails/links',
  validateSearch: ({ state }: Record<string, unknown>): { state?: LinkState | undefined } => ({
    state: linkStates.find((each) => each === state),
  }),
  component: lazyRouteComponent(() => import('../views/mails/views.ts'), 'Links'),
});

const sessions = createRoute({
  getParentRoute: () => root,
  path: '/sessions',
  validateSearch: (asked: Record<string, unknown>): SessionFilter => ({
    user: text(asked['user']),
    client: text(asked['client']),
    seen: (['hour', 'week'] as const).find((each) => each === asked['seen']),
  }),
  component: lazyRouteComponent(() => import('../views/sessions/all-sessions.tsx'), 'AllSessions'),
});

const why = createRoute({
  getParentRoute: () => root,
  path: '/why',
  validateSearch: ({ id }: Record<string, unknown>): { id?: string | undefined } => ({
    id: text(id),
  }),
  component: lazyRouteComponent(() => import('../views/why/why.tsx'), 'Why'),
});

/** Where the window of a second sign-in ends, should it not close by itself. */
const steppedUp = createRoute({
  getParentRoute: () => root,
  path: `/${steppedUpPath}`,
  component: lazyRouteComponent(() => import('./stepped-up.tsx'), 'SteppedUp'),
});

const names = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;

const whatIf = createRoute({
  getParentRoute: () => root,
  path: '/what-if',
  validateSearch: (asked: Record<string, unknown>): Asked => ({
    user: text(asked['user']),
    client: text(asked['client']),
    method: text(asked['method']),
    path: text(asked['path']),
    give: names(asked['give']),
    take: names(asked['take']),
    join: names(asked['join']),
    leave: names(asked['leave']),
  }),
  component: lazyRouteComponent(() => import('../views/what-if/what-if.tsx'), 'WhatIf'),
});

const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('../views/people/views.ts'), 'Person'),
});

/** Each view is loaded when it is first opened, or when a pointer comes near its link. */
export const router = createRouter({
  routeTree: root.addChildren([
    home,
    why,
    whatIf,
    people,
    invitations,
    waiting,
    person,
    groups,
    group,
    organizations,
    organization,
    roles,
    role,
    api,
    applications,
    newApplication,
    application,
    gateways,
    keys,
    audit,
    steppedUp,
    mails,
    links,
    sessions,
  ]),
  basepath: base,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: Loading,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: RouteError,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
