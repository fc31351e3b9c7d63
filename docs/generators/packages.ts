import { packageReference } from './packages/page.ts';

/** The API of each published package, from its exports and their comments. */
export const packageReferences: Readonly<Record<string, () => string>> = {
  guard: () =>
    packageReference({
      folder: 'guard',
      description:
        'Every function and type of the guard, which verifies access tokens in a service.',
      order: 20,
      introduction:
        'Also Bun and Deno. One line of it verifies the JWT of each request, and another one asks for a permission. ' +
        'Tests need no issuer: see [test your service](../../do/test-your-service.md).',
      about: {
        '.': 'For whatever has `Request` and `Response`, and what the adapters below are made of. The codes of a `GuardError` are in the [list of errors](../errors.md#of-the-guard).',
        './express': 'Middleware for Express 5.',
        './fastify': 'A plugin for Fastify 5.',
        './hono': 'Middleware for Hono 4.',
        './nest': 'A guard and decorators for NestJS 11 and later, on Express or Fastify.',
        './testing': 'Signed tokens for the tests of a service, without a network.',
      },
    }),
  client: () =>
    packageReference({
      folder: 'client',
      description: 'Every function and type of the client, for API servers and for pages.',
      order: 21,
      introduction: 'Also Bun, Deno and browsers.',
      about: {
        '.': 'For an API server: [action links](../../understand/action-links.mdx).',
        './browser':
          'For a page behind the gateway, which holds no token: see [the token handler](../token-handler.md).',
      },
    }),
  sallyport: () =>
    packageReference({
      folder: 'sallyport',
      description: 'What the package of the server exports, for tests.',
      order: 22,
      introduction:
        'It is mostly a [command](../command-line.md). What it exports is for tests: see [test your service](../../do/test-your-service.md).',
      about: { './testing': 'A whole system for a test: the real issuer, gateway and PostgreSQL.' },
    }),
};
