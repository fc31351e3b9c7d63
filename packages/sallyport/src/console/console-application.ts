import type { Application } from '@sallyport/gateway/settings.ts';
import { consoleClientId } from '@sallyport/issuer/clients/console-client.ts';
import { consoleRoutes } from '@sallyport/issuer/clients/console-routes.ts';
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

/**
 * Nothing but its own files, no script or style in the page, and no markup made by a script. A logo that is
 * chosen is shown before it is saved: what is in the page's own hands already is no way out of it.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/**
 * Where the console calls the admin API: the issuer's internal listener answers, which this gateway reaches
 * wherever the public one is.
 */
export const consoleRoutesOf = (
  place: ConsolePlace,
  issuerUrl: string,
  { issuerEndpoints }: ConsoleConnection,
  changes: Route['require'],
): Route[] =>
  consoleRoutes(place, {
    ...{ issuerUrl, changes },
    upstream: issuerEndpoints.map((url) => ({ url: url + routes.admin })),
  });
