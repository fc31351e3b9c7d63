import { requireSchema } from '@sallyport/base/routes/require-schema.ts';
import { compileRoutes, isForEverything } from '@sallyport/gateway/routes/table.ts';
import { isLoopback, isRegistrableRedirectUri } from '@sallyport/protocol/redirect-uri.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import { z } from 'zod';
import type { Issue } from './applications.ts';
import type { Configuration } from './schema.ts';

export const consoleSchema = z.strictObject({
  enabled: z
    .boolean()
    .optional()
    .meta({
      description:
        'Whether the gateway serves it. Without it: on your own machine (gateway.url is localhost) yes, elsewhere no.',
      examples: [false],
    }),
  host: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/, {
      error: 'A host is lower-case, with a port unless it is the usual one: admin.shop.example.',
    })
    .optional()
    .meta({
      description:
        'The host that it is served at, as browsers send it. Without it, the host of gateway.url.',
      examples: ['admin.internal.example'],
    }),
  changes: requireSchema
    .pick({ acr: true, max_age: true })
    .optional()
    .meta({
      description:
        'What the sign-in has to be for a change in the console, which asks for it when it is needed. Without it, any sign-in will do. Reading needs nothing more.',
      examples: [{ acr: ['aal2'], max_age: 900 }],
    }),
});

/** Below which it is served, at whatever host: its files name one another by it. */
const path = '/console/';

/** Where browsers find the console. */
export interface ConsolePlace {
  host: string;
  path: string;
  /** With a slash at the end. */
  url: string;
}

type Sections = Pick<Configuration, 'console' | 'gateway' | 'applications' | 'routes'>;

/**
 * Where the console is; null for nowhere. Where the file does not ask for it, it gives way to an
 * application or a route that has its place.
 */
export function consolePlace(configuration: Sections): ConsolePlace | null {
  const { console, gateway } = configuration;
  const url = new URL(gateway.url);
  const { enabled, host = url.host } = console;
  const isThere = enabled ?? (isLoopback(url) && obstacleAt(host, configuration) === null);
  return isThere ? { host, path, url: `${url.protocol}//${host}${path}` } : null;
}

/** Whether the console that the file asks for can be where the file says. */
export function checkConsole(configuration: Sections): Issue[] {
  const place = consolePlace(configuration);
  // Its sign-in leads back there, and browsers trust no other host without TLS (RFC 8252, section 7.3).
  if (place && !isRegistrableRedirectUri(place.url)) {
    const message = `The console is served over HTTP, as gateway.url is, and then only at localhost or 127.0.0.1; ${place.host} needs HTTPS.`;
    return [{ path: ['console', 'host'], message }];
  }
  const obstacle = place && obstacleAt(place.host, configuration);
  return obstacle === null
    ? []
    : [
        {
          path: ['console'],
          message: `${obstacle} Give the console a host of its own, and every route another (routes[].host).`,
        },
      ];
}

function obstacleAt(host: string, { applications, routes }: Sections): string | null {
  const taken = applications.some((each) => each.host === host && each.path === path);
  if (taken) return `Another application is already at ${host}${path}.`;
  const match = compileRoutes(routes as Route[]).match('GET', host, path);
  // It names none of the paths that it takes: there the gateway looks at the console first.
  return match.kind === 'route' && !isForEverything(match)
    ? `The route ${match.route.path} takes ${host}${path}.`
    : null;
}
