import { hostPattern } from '@sallyport/protocol/routes/host.ts';
import { parsePattern } from '@sallyport/protocol/routes/pattern.ts';
import { z } from 'zod';
import { corsSchema } from './cors-schema.ts';
import { healthSchema } from './health-schema.ts';
import { mayBeOpened } from './opened-headers.ts';
import { explainOverlap, findOverlaps } from './overlaps.ts';
import { rateLimitSchema } from './rate-limit-schema.ts';
import { requireSchema } from './require-schema.ts';
import { routeLimitsSchema } from './route-limits-schema.ts';
import { headerName, method } from './schema-words.ts';

/**
 * The routes of the configuration file. Every error message says what to write instead.
 */

const forwardedHeader = headerName.refine(mayBeOpened, {
  error:
    'No route opens this header: the gateway writes it itself, or it is for one connection only.',
});

const faultOfUrl =
  'An upstream is an origin, with a path if it has one: http://127.0.0.1:7001/base, without query and credentials.';

const upstreamUrl = z.string().refine(isBaseUrl, { error: faultOfUrl });

const target = z.strictObject({
  url: upstreamUrl.meta({
    description: 'Its origin, and the path there that the path of a request is put behind.',
    examples: ['http://orders-1:7001'],
  }),
  weight: z
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .meta({
      description: 'Its share of the requests, beside those of the others. 1 by default.',
      examples: [3],
    }),
});

const targets = z
  .array(target)
  .min(1)
  .refine((all) => new Set(all.map(({ url }) => url)).size === all.length, {
    error: 'Write each url once. One that is to get more requests has a weight.',
  });

/** A union alone would tell no more than that neither of its members fits. */
function faultOfUpstream({ input, errors }: { input?: unknown; errors?: z.core.$ZodIssue[][] }) {
  if (typeof input === 'string') return faultOfUrl;
  const [inside] = Array.isArray(input) ? (errors?.[1] ?? []) : [];
  return inside && inside.path.length > 0
    ? `${inside.path.join('.')}: ${inside.message}`
    : (inside?.message ?? 'Write an origin, or a list of them: [{ url: http://orders-1:7001 }].');
}

const host = z.string().regex(hostPattern, {
  error: 'A host is a name in lower case without a port: api.shop.example, or *.shop.example.',
});

const path = z.string().superRefine((text, context) => {
  const pattern = parsePattern(text);
  if (!pattern.ok) context.addIssue({ code: 'custom', message: pattern.reason });
});

/** A union alone would tell no more than that neither of its members fits. */
function faultOfCors({ input, errors }: { input?: unknown; errors?: z.core.$ZodIssue[][] }) {
  const [inside] = typeof input === 'object' ? (errors?.[1] ?? []) : [];
  return inside && inside.path.length > 0
    ? `${inside.path.join('.')}: ${inside.message}`
    : 'Write upstream, or settings with origins: { origins: [https://shop.example] }.';
}

export const routeSchema = z
  .strictObject({
    host: host.optional().meta({
      description:
        'The host that it is for, without a port: a name, or *.example.com for all names below example.com. Without it, every host.',
      examples: ['api.shop.example', '*.shop.example'],
    }),
    path: path.meta({
      description:
        'The path that it is for. {name} stands for one segment, a final * for the rest.',
      examples: ['/api/orders/*', '/api/orders/{id}'],
    }),
    methods: z
      .array(method)
      .min(1)
      .optional()
      .meta({
        description:
          'The methods that it is for. HEAD comes with GET. Without it, all. A method that no route of this path has is refused, whatever wider paths allow.',
        examples: [['GET'], ['POST', 'PUT']],
      }),
    upstream: z.union([upstreamUrl, targets], { error: faultOfUpstream }).meta({
      description:
        'The origin that requests are forwarded to, and the path there that theirs is put behind; or a list of origins that do the same, with weights. One that fails is left out for a while.',
      examples: [
        'http://127.0.0.1:7001',
        'http://orders:7001/base',
        [{ url: 'http://orders-1:7001', weight: 3 }, { url: 'http://orders-2:7001' }],
      ],
    }),
    upstream_protocol: z
      .enum(['http1', 'http2'], { error: 'Write http1 or http2.' })
      .optional()
      .meta({
        description:
          'What the upstream is spoken to in: HTTP/1.1, or HTTP/2, which gRPC needs. For http: without asking first (h2c with prior knowledge), for https: by ALPN. http1 by default.',
        examples: ['http2'],
      }),
    strip_prefix: z
      .string()
      .optional()
      .meta({
        description:
          'The beginning of path that the upstream does not get to see. It is told of it in X-Forwarded-Prefix.',
        examples: ['/api'],
      }),
    api: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          'The API that the JWT is for, and the audience that an access token must have: one of apis. Only a route with authenticate: none has none.',
        examples: ['https://orders.example'],
      }),
    authenticate: z
      .union([z.literal('none'), z.array(z.enum(['bearer', 'cookie', 'client_secret'])).min(1)], {
        error: 'Write a list of bearer, cookie and client_secret, or none for a public route.',
      })
      .optional()
      .meta({
        description:
          'What a caller may authenticate with: an access token, the session cookie of an application, or the id and secret of a client (HTTP Basic), which then has what its access token would. Without it, either of the first two. none makes the route public: the service is told nothing of who calls.',
        examples: [['bearer', 'cookie'], ['client_secret'], 'none'],
      }),
    cors: z
      .union([z.literal('upstream'), corsSchema], { error: faultOfCors })
      .optional()
      .meta({
        description:
          'Which pages of other origins may call the route. The gateway answers their preflights and writes the headers, on refusals too. upstream passes preflights on, without credentials. Without it, pages of other origins get nothing, unless the route is public.',
        examples: [{ origins: ['https://shop.example'] }, 'upstream'],
      }),
    forward_headers: z
      .array(forwardedHeader)
      .optional()
      .meta({
        description:
          'Headers of callers that reach the upstream although the gateway removes them otherwise, because products in front of services say in them who calls or from where. The page about headers has the list.',
        examples: [['X-Access-Token', 'api_key']],
      }),
    limits: routeLimitsSchema.optional().meta({
      description:
        'Time-outs of this route, in place of those in gateway.limits. Times are in seconds.',
      examples: [{ response_timeout: 10 }],
    }),
    health: healthSchema.optional().meta({
      description:
        'How the targets of the route are asked whether they are well; one that fails two checks in a row is left out until it passes two. Without it, their answers to requests tell.',
    }),
    rate_limits: z
      .array(rateLimitSchema)
      .min(1)
      .optional()
      .meta({
        description:
          'How many requests are allowed, beyond which the answer is 429. Each node counts for itself. The page about rate limits has more.',
        examples: [[{ per: 'user', limit: 100, window: 60 }]],
      }),
    require: requireSchema
      .optional()
      .meta({ description: 'What the gateway checks at each request before it forwards it.' }),
  })
  .superRefine(({ api, authenticate, require }, context) => {
    if (authenticate !== 'none') {
      if (api !== undefined) return;
      const message =
        'Write the API that callers use here, or authenticate: none for a public route.';
      context.addIssue({ code: 'custom', path: ['api'], message });
    } else if (require) {
      const message =
        'A public route requires nothing. Leave require out, or write how callers authenticate.';
      context.addIssue({ code: 'custom', path: ['require'], message });
    } else if (api !== undefined) {
      const message =
        'At a public route there is no JWT. Leave api out, or write how callers authenticate.';
      context.addIssue({ code: 'custom', path: ['api'], message });
    }
  })
  .superRefine(({ authenticate, rate_limits = [] }, context) => {
    if (authenticate !== 'none') return;
    for (const [index, { per }] of rate_limits.entries()) {
      if (per !== 'user' && per !== 'client') continue;
      const message = 'At a public route no one is known. Count per address or per route.';
      context.addIssue({ code: 'custom', path: ['rate_limits', index, 'per'], message });
    }
  })
  .superRefine(({ path, strip_prefix }, context) => {
    if (strip_prefix === undefined || isBeginning(strip_prefix, path)) return;
    const message = `The path ${path} does not begin with ${strip_prefix}.`;
    context.addIssue({ code: 'custom', path: ['strip_prefix'], message });
  })
  .superRefine((route, context) => {
    const pattern = parsePattern(route.path);
    if (!pattern.ok) return;
    const { details, organization } = route.require ?? {};
    const requireNames = (text: string | true | undefined, path: string[]) => {
      if (typeof text !== 'string') return;
      for (const [, name = ''] of text.matchAll(/\{([^}]*)\}/g)) {
        if (pattern.names.includes(name)) continue;
        const message = `The path ${route.path} has no parameter {${name}}.`;
        context.addIssue({ code: 'custom', path: ['require', ...path], message });
      }
    };
    requireNames(details?.identifier, ['details', 'identifier']);
    requireNames(organization, ['organization']);
  });

export const routesSchema = z.array(routeSchema).superRefine((routes, context) => {
  for (const overlap of findOverlaps(routes)) {
    const message = explainOverlap(overlap, routes);
    context.addIssue({ code: 'custom', path: [overlap.index, 'path'], message });
  }
});

/** Segment by segment, and never the `*`. */
function isBeginning(prefix: string, path: string): boolean {
  const [part, whole] = [parsePattern(prefix), parsePattern(path)];
  if (!part.ok || part.segments.length === 0) return false;
  // What is wrong with the path itself is told there.
  if (!whole.ok) return true;
  return part.segments.every(
    (segment, at) =>
      segment.kind !== 'rest' && JSON.stringify(segment) === JSON.stringify(whole.segments[at]),
  );
}

/** Written as it is read: what would be changed on the way may have been meant otherwise. */
function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, pathname } = new URL(text);
  const isPlain = text === origin || text === origin + pathname;
  return /^https?:$/.test(protocol) && isPlain && !/\/\/|[%;\\]/.test(pathname);
}
