import { routeLimitsSchema } from '@sallyport/base/routes/route-limits-schema.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import { z } from 'zod';
import { defaultLimits, type Limits } from './settings.ts';

const count = (limit: keyof Limits, description: string, min = 1) =>
  z
    .int()
    .min(min)
    .default(defaultLimits[limit])
    .meta({ description, examples: [defaultLimits[limit]] });

const seconds = (limit: keyof Limits, description: string) => {
  const usual = defaultLimits[limit] / 1_000;
  return z
    .number()
    .min(0.1)
    .max(86_400)
    .default(usual)
    .meta({ description, examples: [usual] });
};

/** What a route may set for itself. */
const asOfRoutes = (key: keyof typeof routeLimitsSchema.shape, limit: keyof Limits) => {
  const field = routeLimitsSchema.shape[key];
  return field
    .unwrap()
    .default(defaultLimits[limit] / 1_000)
    .meta({ ...field.meta() });
};

/** `gateway.limits` of the configuration. Times are in seconds. */
export const limitsSchema = z.strictObject({
  requests: count(
    'inFlight',
    'Requests that are worked on at a time; beyond it, 503. Those from one address are no more than they leave to others.',
  ),
  connections: count('connections', 'Connections of callers that are open at a time.'),
  requests_per_upstream: count(
    'connectionsPerUpstream',
    "Requests that an upstream works on at a time; others wait. One caller's uploads take no more of these places than they leave free.",
  ),
  streams_per_upstream: count(
    'streamsPerUpstream',
    "Event streams open from an upstream at a time, beside its requests; beyond it, 503. One caller's take no more of these places than they leave free.",
  ),
  waiting_per_upstream: count(
    'queuedPerUpstream',
    'Requests that wait for an upstream, callers in turn; beyond it, 503.',
  ),
  wait_timeout: seconds('queueTimeout', 'How long a request waits for an upstream, in seconds.'),
  cached_tokens: count('cachedTokens', 'Access tokens whose JWTs are kept in memory.'),
  receipts: count(
    'receipts',
    'Receipts of refused requests that each process of the gateway keeps in memory for an hour, callers in fair shares; 0 keeps none.',
    0,
  ),
  connect_timeout: asOfRoutes('connect_timeout', 'connectTimeout'),
  response_timeout: asOfRoutes('response_timeout', 'headersTimeout'),
  body_timeout: asOfRoutes('body_timeout', 'bodyTimeout'),
  stream_timeout: asOfRoutes('stream_timeout', 'streamTimeout'),
  upload_timeout: asOfRoutes('upload_timeout', 'uploadTimeout'),
  read_timeout: seconds(
    'stallTimeout',
    'How long a caller may take nothing of an answer that is ready for it, in seconds.',
  ),
});

export const limitsOf = (limits: z.output<typeof limitsSchema>): Partial<Limits> => ({
  inFlight: limits.requests,
  connections: limits.connections,
  connectionsPerUpstream: limits.requests_per_upstream,
  streamsPerUpstream: limits.streams_per_upstream,
  queuedPerUpstream: limits.waiting_per_upstream,
  queueTimeout: limits.wait_timeout * 1_000,
  cachedTokens: limits.cached_tokens,
  receipts: limits.receipts,
  connectTimeout: limits.connect_timeout * 1_000,
  headersTimeout: limits.response_timeout * 1_000,
  bodyTimeout: limits.body_timeout * 1_000,
  streamTimeout: limits.stream_timeout * 1_000,
  uploadTimeout: limits.upload_timeout * 1_000,
  stallTimeout: limits.read_timeout * 1_000,
});

/** In milliseconds; undefined where the gateway's holds. */
export type RouteTimeouts = {
  readonly [limit in
    | 'connectTimeout'
    | 'headersTimeout'
    | 'bodyTimeout'
    | 'streamTimeout'
    | 'uploadTimeout']: number | undefined;
};

export const routeTimeoutsOf = (limits: NonNullable<Route['limits']>): RouteTimeouts => ({
  connectTimeout: milliseconds(limits.connect_timeout),
  headersTimeout: milliseconds(limits.response_timeout),
  bodyTimeout: milliseconds(limits.body_timeout),
  streamTimeout: milliseconds(limits.stream_timeout),
  uploadTimeout: milliseconds(limits.upload_timeout),
});

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1_000;
