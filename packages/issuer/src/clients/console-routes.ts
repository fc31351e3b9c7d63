import type { Route } from '@sallyport/protocol/route.ts';
import { adminAudience } from '../directory/built-in.ts';

/** Where browsers find the console. */
export interface ConsolePlace {
  /** With its port, where that is not the usual one. */
  host: string;
  /** With a slash at the end. */
  path: string;
}

interface Ends {
  issuerUrl: string;
  /** Where the admin API answers; what is behind the console's path goes there. */
  upstream: Route['upstream'];
  /** What the sign-in has to be for anything but reading. */
  changes: Route['require'];
}

/** Where the console calls the admin API: at its own origin, by its cookie. */
export function consoleRoutes(
  { host, path }: ConsolePlace,
  { issuerUrl, upstream, changes }: Ends,
): Route[] {
  const route: Route = {
    // The port is not part of a route's host.
    host: new URL(`http://${host}`).hostname,
    path: `${path}api/*`,
    upstream,
    strip_prefix: `${path}api`,
    api: adminAudience(issuerUrl),
    authenticate: ['cookie'],
  };
  if (!changes) return [route];
  return [
    { ...route, methods: ['POST', 'PUT', 'PATCH', 'DELETE'], require: changes },
    // It changes nothing.
    { ...route, path: `${path}api/explain` },
    route,
  ];
}
