import { z } from 'zod';
import { mayBeOpened } from './forward/withheld-headers.ts';
import { parsePattern } from './routes/pattern.ts';

/**
 * The sections of the configuration file that the gateway uses. Every error message says what to
 * write instead.
 */

const permission = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, {
  error: 'A permission is printable ASCII without spaces, quotes and backslashes.',
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

const forwardedHeader = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, { error: 'Write the name of a header: X-Access-Token.' })
  .refine(mayBeOpened, {
    error:
      'No route opens this header: the gateway writes it itself, or it is for one connection only.',
  });

const upstream = z.string().refine(isOrigin, {
  error: 'An upstream is an origin: http://127.0.0.1:7001, without path, query or credentials.',
});

const path = z.string().superRefine((text, context) => {
  const pattern = parsePattern(text);
  if (!pattern.ok) context.addIssue({ code: 'custom', message: pattern.reason });
});

export const routeSchema = z
  .strictObject({
    path: path.meta({
      description:
        'The path that it is for. {name} stands for one segment, a final * for the rest.',
      examples: ['/api/orders/*', '/api/orders/{id}'],
    }),
    upstream: upstream.meta({
      description: 'The origin that requests are forwarded to. The path stays as it is.',
      examples: ['http://127.0.0.1:7001'],
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
      .strictObject({
        methods: z
          .array(method)
          .min(1)
          .optional()
          .meta({
            description: 'The methods that are forwarded. Without it, all.',
            examples: [['GET']],
          }),
        permissions: z
          .array(permission)
          .optional()
          .meta({
            description: 'The permissions that a caller needs, all of them.',
            examples: [['orders:read']],
          }),
        details: detail.optional().meta({
          description:
            'What a token that is confined to single resources (RFC 9396) must name. A token with the permissions needs none.',
        }),
      })
      .optional()
      .meta({ description: 'What the gateway checks at each request before it forwards it.' }),
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

export const applicationSchema = z.strictObject({
  host: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/, {
      error: 'A host is lower-case, with a port unless it is the usual one: localhost:8080.',
    })
    .meta({
      description: 'The host that it is served at, as browsers send it.',
      examples: ['localhost:8080', 'shop.example'],
    }),
  path: z
    .string()
    .regex(/^\/([A-Za-z0-9._~-]+\/)*$/, {
      error: 'Begin and end the path with a slash: /console/.',
    })
    .default('/')
    .meta({ description: 'The path below which it is served.', examples: ['/', '/console/'] }),
  client: z
    .string()
    .min(1)
    .meta({
      description: 'The client that people sign in with: one of clients, of type web.',
      examples: ['shop-web'],
    }),
  client_secret: z
    .string()
    .min(1)
    .meta({ description: 'The secret of that client.', examples: ['${SHOP_WEB_SECRET}'] }),
  scopes: z
    .array(z.string().min(1))
    .default(['openid', 'profile', 'email'])
    .meta({
      description: 'What the application asks for when a person signs in.',
      examples: [['openid', 'profile', 'email']],
    }),
  static: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: "A folder with the application's files, relative to the configuration.",
      examples: ['web/dist'],
    }),
  fallback: z
    .string()
    .regex(/^[^/\\]+(\/[^/\\]+)*$/, {
      error: 'A fallback is a file of the folder in static, without a slash ahead: index.html.',
    })
    .nullable()
    .optional()
    .meta({
      description:
        'The file in static that answers when a browser opens a path without a file of its own, such as /profile, so that a single-page application has deep links. index.html by default; null to answer 404. What a page loads (scripts, images) gets 404 in any case.',
      examples: ['index.html'],
    }),
});

export const applicationsSchema = z
  .array(applicationSchema)
  .superRefine((applications, context) => {
    const seen = new Set<string>();
    applications.forEach(({ host, path }, index) => {
      if (seen.has(host + path)) {
        context.addIssue({
          code: 'custom',
          path: [index],
          message: `Another application is already at ${host}${path}.`,
        });
      }
      seen.add(host + path);
    });
  });

export type Application = z.infer<typeof applicationSchema>;

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin } = new URL(text);
  return /^https?:$/.test(protocol) && (text === origin || text === `${origin}/`);
}
