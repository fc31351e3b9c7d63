import { z } from 'zod';

/**
 * The applications of the configuration file. Every error message says what to write instead.
 */

/** Those that say how this answer travels, or that would speak for the token handler. */
const fixedHeaders =
  /^(?:content-(?:length|type|encoding|range)|transfer-encoding|connection|date|etag|last-modified|accept-ranges|vary|set-cookie)$/i;

const headerValue = z
  .string()
  .regex(/^[\x20-\x7e]+$/, { error: 'A header is printable ASCII on one line.' });

const ownHeaders = z.record(z.string(), headerValue.nullable()).superRefine((headers, context) => {
  for (const name of Object.keys(headers)) {
    const message = headerComplaint(name);
    if (message) context.addIssue({ code: 'custom', path: [name], message });
  }
});

function headerComplaint(name: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) return 'A header has a name such as Cache-Control.';
  return fixedHeaders.test(name) ? 'This header is made by the gateway, and cannot be set.' : null;
}

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
  headers: ownHeaders.optional().meta({
    description:
      'Headers of the answers with files from static, over those that the gateway sets by itself: Content-Security-Policy, Cross-Origin-Opener-Policy, Referrer-Policy, X-Content-Type-Options and Cache-Control. null leaves one of them out.',
    examples: [
      { 'Content-Security-Policy': "default-src 'self'; img-src 'self' https://images.example" },
    ],
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
