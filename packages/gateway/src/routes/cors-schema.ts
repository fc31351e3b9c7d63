import { z } from 'zod';
import { headerName, method } from './schema-words.ts';

const originPattern =
  /^\*$|^https?:\/\/(?:(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

export const corsSchema = z
  .strictObject({
    origins: z
      .array(
        z.string().regex(originPattern, {
          error: 'An origin is https://shop.example, https://*.shop.example, or * for any.',
        }),
      )
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
