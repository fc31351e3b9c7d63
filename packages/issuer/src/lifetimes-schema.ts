import { z } from 'zod';
import { defaultLifetimes, type Lifetimes } from './settings.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Seconds. The longest of each is what the partitions of its table are made ahead for. */
const seconds = (of: keyof Lifetimes, min: number, max: number, description: string) =>
  z
    .int()
    .min(min)
    .max(max)
    .default(defaultLifetimes[of])
    .meta({ description, examples: [defaultLifetimes[of]] });

/** `issuer.lifetimes` of the configuration. */
export const lifetimesSchema = z
  .strictObject({
    access_token: seconds(
      'accessToken',
      minute,
      day,
      'An access token that a client holds. What is taken away ends it at once all the same.',
    ),
    inside_token: seconds(
      'insideToken',
      10,
      5 * minute,
      'A JWT that a service gets. The service verifies it by itself, so that a service which keeps one may use it for this long after a change.',
    ),
    authorization_code: seconds(
      'authorizationCode',
      10,
      10 * minute,
      'An authorization code, until the client exchanges it.',
    ),
    authorization_request: seconds(
      'authorizationRequest',
      5 * minute,
      day,
      'A sign-in, from its first page until the client gets its code.',
    ),
    device_code: seconds(
      'deviceRequest',
      2 * minute,
      30 * minute,
      'A request of a device, from the codes that it shows until it has its tokens (RFC 8628).',
    ),
    session_idle: seconds(
      'sessionIdle',
      5 * minute,
      30 * day,
      'How long a person stays signed in without being seen, by the browser or by a refresh in any of the applications.',
    ),
    session: seconds(
      'sessionAbsolute',
      5 * minute,
      30 * day,
      'How long a person stays signed in, however often they are seen.',
    ),
    refresh_token_idle: seconds(
      'refreshIdle',
      5 * minute,
      90 * day,
      'A refresh token that is not used. Without the scope `offline_access` it ends with its session as well.',
    ),
    grant: seconds(
      'grantAbsolute',
      5 * minute,
      90 * day,
      'What an application was given with the scope `offline_access`, however often it refreshes.',
    ),
  })
  .superRefine((lifetimes, context) => {
    for (const [shorter, longer] of pairs) {
      if (lifetimes[shorter] <= lifetimes[longer]) continue;
      const message = `this is longer than ${longer}, which ends it before`;
      context.addIssue({ code: 'custom', path: [shorter], message });
    }
  });

/** What ends with the other. */
const pairs = [
  ['session_idle', 'session'],
  ['refresh_token_idle', 'grant'],
  ['inside_token', 'access_token'],
] as const;

export const lifetimesOf = (lifetimes: z.output<typeof lifetimesSchema>): Lifetimes => ({
  accessToken: lifetimes.access_token,
  insideToken: lifetimes.inside_token,
  authorizationCode: lifetimes.authorization_code,
  authorizationRequest: lifetimes.authorization_request,
  deviceRequest: lifetimes.device_code,
  sessionIdle: lifetimes.session_idle,
  sessionAbsolute: lifetimes.session,
  refreshIdle: lifetimes.refresh_token_idle,
  grantAbsolute: lifetimes.grant,
});
