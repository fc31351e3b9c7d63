import { z } from 'zod';
import { mayBeOpened } from '../forward/withheld-headers.ts';
import { hostPattern } from './host.ts';
import { parsePattern } from './pattern.ts';

/**
 * The routes of the configuration file. Every error message says what to write instead.
 */

/** Of permissions, scopes and acr values (RFC 6749, section 3.3). */
const token = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, {
  error: 'Write printable ASCII without spaces, quotes and backslashes.',
});

const method = z.string().regex(/^[A-Z]+$/, { error: 'Write methods in capitals: GET.' });

const detail = z.strictObject({
  type: z
    .string()
    .min(1)
    .meta({ description: 'The type of the authorization detail.', examples: ['order'] }),
  identifier: z
    .string()
    .min(1)
    .meta({
      description: 'The resource. {name} is the segment of that name in the path.',
      examples: ['{id}'],
    }),
  actions: z
    .array(z.string().min(1))
    .min(1)
    .meta({ description: 'The actions that the detail must allow.', examples: [['read']] }),
});

/** Where the methods were once. */
const misplacedMethods = ({ code, keys }: { code?: string; keys?: string[] }) =>
  code === 'unrecognized_keys' && keys?.includes('methods')
    ? 'Write the methods beside the path, and not in require: methods: [GET].'
    : undefined;

const forwardedHeader = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, { error: 'Write the name of a header: X-Access-Token.' })
  .refine(mayBeOpened, {
    error:
      'No route opens this header: the gateway writes it itself, or it is for one connection only.',
  });

const upstream = z.string().refine(isBaseUrl, {
  error:
    'An upstream is an origin, with a path if it has one: http://127.0.0.1:7001/base, without query and credentials.',
});

const host = z.string().regex(hostPattern, {
  error: 'A host is a name in lower case without a port: api.shop.example, or *.shop.example.',
});

const path = z.string().superRefine((text, context) => {
  const pattern = parsePattern(text);
  if (!pattern.ok) context.addIssue({ code: 'custom', message: pattern.reason });
});

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
    upstream: upstream.meta({
      description:
        'The origin that requests are forwarded to, and the path there that theirs is put behind.',
      examples: ['http://127.0.0.1:7001', 'http://orders:7001/base'],
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
      .meta({
        description: 'The API that the JWT is for: one of apis.',
        examples: ['https://orders.example'],
      }),
    authenticate: z
      .array(z.enum(['bearer', 'cookie']))
      .min(1)
      .optional()
      .meta({
        description:
          'What a caller may authenticate with: an access token, or the session cookie of an application. Without it, either.',
        examples: [['bearer', 'cookie']],
      }),
    forward_headers: z
      .array(forwardedHeader)
      .optional()
      .meta({
        description:
          'Headers of callers that reach the upstream although the gateway removes them otherwise, because products in front of services say in them who calls or from where. docs/reference/headers.md has the list.',
        examples: [['X-Access-Token', 'api_key']],
      }),
    require: z
      .strictObject(
        {
          permissions: z
            .array(token)
            .optional()
            .meta({
              description: 'The permissions that a caller needs, all of them.',
              examples: [['orders:read']],
            }),
          scopes: z
            .array(token)
            .optional()
            .meta({
              description: 'The scopes that the access token needs, all of them.',
              examples: [['offline_access']],
            }),
          roles: z
            .array(z.string().min(1))
            .optional()
            .meta({
              description:
                'The roles that a caller needs, all of them, each with a permission at the API: services know of no other.',
              examples: [['support']],
            }),
          acr: z
            .array(token)
            .min(1)
            .optional()
            .meta({
              description:
                'The ways of signing in (acr) that are good enough, the preferred first. Who signed in otherwise is told what to ask for (RFC 9470).',
              examples: [['urn:shop:mfa']],
            }),
          max_age: z
            .int()
            .min(1)
            .optional()
            .meta({
              description:
                'Seconds since the person signed in, at most. Who signed in longer ago is told to sign in again (RFC 9470).',
              examples: [300],
            }),
          details: detail.optional().meta({
            description:
              'What a token that is confined to single resources (RFC 9396) must name. A token with the permissions needs none.',
          }),
        },
        { error: misplacedMethods },
      )
      .optional()
      .meta({ description: 'What the gateway checks at each request before it forwards it.' }),
  })
  .superRefine(({ path, strip_prefix }, context) => {
    if (strip_prefix === undefined || isBeginning(strip_prefix, path)) return;
    const message = `The path ${path} does not begin with ${strip_prefix}.`;
    context.addIssue({ code: 'custom', path: ['strip_prefix'], message });
  })
  .superRefine((route, context) => {
    const pattern = parsePattern(route.path);
    const identifier = route.require?.details?.identifier;
    if (!pattern.ok || !identifier) return;
    for (const [, name = ''] of identifier.matchAll(/\{([^}]*)\}/g)) {
      if (pattern.names.includes(name)) continue;
      context.addIssue({
        code: 'custom',
        path: ['require', 'details', 'identifier'],
        message: `The path ${route.path} has no parameter {${name}}.`,
      });
    }
  });

export const routesSchema = z.array(routeSchema);

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
