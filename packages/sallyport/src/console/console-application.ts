import type { Application } from '@sallyport/gateway/settings.ts';
import { consoleClientId } from '@sallyport/issuer/clients/console-client.ts';
import { adminAudience } from '@sallyport/issuer/directory/built-in.ts';
import { routes } from '@sallyport/issuer/routes.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import type { ConsolePlace } from '../config/console.ts';
import { consoleSecret } from '../secrets.ts';
import { findConsoleFiles } from './console-files.ts';

/** What the console needs to know of its gateway. */
export interface ConsoleConnection {
  gatewaySecret: string;
  /** Where this gateway reaches the internal listeners of issuer nodes. */
  issuerEndpoints: readonly string[];
}

/** The console as one of the gateway's applications: sign-in, cookie and files are as of any other. */
export const consoleApplication = (
  { host, path }: ConsolePlace,
  { gatewaySecret }: ConsoleConnection,
): Application => ({
  host,
  path,
  client: consoleClientId,
  client_secret: consoleSecret(gatewaySecret),
  scopes: ['openid', 'profile', 'email'],
  static: findConsoleFiles().folder,
  headers: { 'Content-Security-Policy': contentSecurityPolicy },
});

/** Nothing but its own files, no script or style in the page, and no markup made by a script. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/**
 * Where the console calls the admin API: at its own origin, by its cookie. The issuer's internal listener
 * answers, which a gateway reaches wherever the public one is.
 *
 * @param changes what the sign-in has to be for anything but reading
 */
export function consoleRoutes(
  { host, path }: ConsolePlace,
  issuerUrl: string,
  { issuerEndpoints }: ConsoleConnection,
  changes: Route['require'],
): Route[] {
  const route: Route = {
    // The port is not part of a route's host.
    host: new URL(`http://${host}`).hostname,
    path: `${path}api/*`,
    upstream: issuerEndpoints.map((url) => ({ url: url + routes.admin })),
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
