import { z } from 'zod';
import { headerName, method } from './schema-words.ts';

/** As browsers write it in `Origin` (RFC 6454, section 6.2): in any other form it would match no page. */
const origin = z.string().superRefine((text, context) => {
  const message = text === '*' ? null : faultOfOrigin(text);
  if (message) context.addIssue({ code: 'custom', message });
});

function faultOfOrigin(text: string): string | null {
  // Which label stands in place of the star makes no difference to the rest.
  const isWildcard = text.includes('//*.');
  const one = text.replace('//*.', '//any.');
  if (!/^https?:\/\/[^@*]+$/i.test(one) || !URL.canParse(one)) {
    return 'An origin is https://shop.example, https://*.shop.example, or * for any.';
  }
  const { origin } = new URL(one);
  if (origin === one) return null;
  const written = isWildcard ? origin.replace('//any.', '//*.') : origin;
  return `Browsers write this origin so: ${written}.`;
}

export const corsSchema = z
  .strictObject({
    origins: z
      .array(origin)
      .min(1)
      .meta({
        description:
          'The origins of the pages: scheme, name, and port unless it is the usual one. * at the beginning of the name stands for every name below; * alone for any page.',
        examples: [['https://shop.example', 'https://*.shop.example']],
      }),
    methods: z
      .array(method)
      .min(1)
      .optional()
      .meta({
        description: 'The methods that pages may use. Without it, those of the route.',
        examples: [['GET', 'POST']],
      }),
    headers: z
      .array(headerName)
      .optional()
      .meta({
        description: 'The headers that pages may send. Without it, any.',
        examples: [['Authorization', 'Content-Type']],
      }),
    credentials: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether pages may read answers to requests with cookies. The session cookie comes only from pages of the same site.',
        examples: [true],
      }),
    max_age: z
      .int()
      .min(0)
      .optional()
      .meta({
        description: 'Seconds that a browser may keep the answer to a preflight. 600 by default.',
        examples: [600],
      }),
    expose: z
      .array(headerName)
      .optional()
      .meta({
        description:
          'Headers of answers that pages may read, beside WWW-Authenticate, Retry-After, RateLimit, RateLimit-Policy and X-Request-Id.',
        examples: [['ETag']],
      }),
  })
  .refine(({ origins, credentials }) => !(credentials && origins.includes('*')), {
    error: 'With credentials: true, list the origins: any page could read answers otherwise.',
    path: ['origins'],
  });
