import { z } from 'zod';
import { parsePattern } from './routes/pattern.ts';

/**
 * The sections of the configuration file that the gateway acts on. Whatever they refuse says what
 * to write instead.
 */

const permission = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, {
  error: 'A permission is printable ASCII without spaces, quotes and backslashes.',
});

const method = z.string().regex(/^[A-Z]+$/, { error: 'Write methods in capitals: GET.' });

const detail = z.strictObject({
  type: z.string().min(1),
  identifier: z.string().min(1),
  actions: z.array(z.string().min(1)).min(1),
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
    path,
    upstream,
    api: z.string().min(1),
    authenticate: z
      .array(z.enum(['bearer', 'cookie']))
      .min(1)
      .optional(),
    require: z
      .strictObject({
        methods: z.array(method).min(1).optional(),
        permissions: z.array(permission).optional(),
        details: detail.optional(),
      })
      .optional(),
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
  /** As browsers send it in `Host`. */
  host: z.string().regex(/^[a-z0-9.-]+(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/, {
    error: 'A host is lower-case, with a port unless it is the usual one: localhost:8080.',
  }),
  path: z
    .string()
    .regex(/^\/([A-Za-z0-9._~-]+\/)*$/, {
      error: 'Begin and end the path with a slash: /console/.',
    })
    .default('/'),
  client: z.string().min(1),
  client_secret: z.string().min(1),
  scopes: z.array(z.string().min(1)).default(['openid', 'profile', 'email']),
  /** Folder with the application's files, served under its path. */
  static: z.string().min(1).optional(),
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
