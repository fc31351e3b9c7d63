import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { base } from '../api/client.ts';
import { Loading } from '../ui/page.tsx';
import { Gate } from './gate.tsx';
import { NotFound } from './not-found.tsx';
import { RouteError } from './route-error.tsx';

const root = createRootRoute({ component: Gate });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/people', replace: true });
  },
});

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

interface PeopleSearch {
  q?: string | undefined;
}

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  validateSearch: ({ q }: Record<string, unknown>): PeopleSearch => ({ q: text(q) }),
  component: lazyRouteComponent(() => import('../views/people/people.tsx'), 'People'),
});

const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('../views/people/person.tsx'), 'Person'),
});

/** Each view is loaded when it is first opened, or when a pointer comes near its link. */
export const router = createRouter({
  routeTree: root.addChildren([home, people, person]),
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
