import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import type { Answers, ServiceKind } from './answers.ts';
import { apiOf, issuerOf } from './configuration-text.ts';

/** A whole service, as it works in an empty folder. */
export interface Snippet {
  /** The command that installs what it needs. */
  install: string;
  /** Its name says that it is an ES module, whatever the package.json around it says. */
  file: string;
  code: string;
  /** The command that runs the file. */
  run: string;
}

export function serviceSnippet(answers: Answers): Snippet | null {
  const write = writers[answers.service];
  if (!write) return null;
  const upstream = new URL(answers.upstream);
  return write({
    options: `{\n  issuer: '${issuerOf(answers)}',\n  audience: '${apiOf(answers)}',\n}`,
    port: upstream.port || '80',
    host: isLoopback(upstream) ? upstream.hostname.replace(/^\[|\]$/g, '') : '0.0.0.0',
  });
}

interface Values {
  /** Of \`guard\`. */
  options: string;
  port: string;
  /** On which address it listens. */
  host: string;
}

const install = (packages: string): string => `npm install ${packages} @sallyport/guard`;
const script = { file: 'server.mjs', run: 'node server.mjs' };

const writers: Record<ServiceKind, ((values: Values) => Snippet) | null> = {
  express: ({ options, port, host }) => ({
    install: install('express'),
    ...script,
    code: `import express from 'express';
import { guard, requires } from '@sallyport/guard/express';

const app = express();
app.get('/', (request, response) => {
  response.send('<a href="/auth/login?return_to=/api/me">Sign in</a>');
});
app.use('/api', guard(${options}));
app.get('/api/me', (request, response) => {
  response.json({ name: request.principal.name, may: request.principal.permissions });
});
app.post('/api/items', requires('items:write'), (request, response) => {
  response.status(201).json({ made_by: request.principal.subject });
});
app.listen(${port}, '${host}');`,
  }),
  fastify: ({ options, port, host }) => ({
    install: install('fastify'),
    ...script,
    code: `import { fastify } from 'fastify';
import { guard, requires } from '@sallyport/guard/fastify';

const app = fastify();
app.get('/', (request, reply) =>
  reply.type('text/html').send('<a href="/auth/login?return_to=/api/me">Sign in</a>'),
);
await app.register(async (api) => {
  await api.register(guard, ${options});
  api.get('/api/me', async ({ principal }) => ({
    name: principal.name,
    may: principal.permissions,
  }));
  api.post('/api/items', { onRequest: requires('items:write') }, async ({ principal }) => ({
    made_by: principal.subject,
  }));
});
await app.listen({ port: ${port}, host: '${host}' });`,
  }),
  hono: ({ options, port, host }) => ({
    install: install('hono @hono/node-server'),
    ...script,
    code: `import { serve } from '@hono/node-server';
import { guard, requires } from '@sallyport/guard/hono';
import { Hono } from 'hono';

const app = new Hono();
app.get('/', (context) => context.html('<a href="/auth/login?return_to=/api/me">Sign in</a>'));
app.use('/api/*', guard(${options}));
app.get('/api/me', (context) => {
  const { name, permissions } = context.get('principal');
  return context.json({ name, may: permissions });
});
app.post('/api/items', requires('items:write'), (context) =>
  context.json({ made_by: context.get('principal').subject }, 201),
);
serve({ fetch: app.fetch, port: ${port}, hostname: '${host}' });`,
  }),
  nest: ({ options, port, host }) => ({
    install: install(
      '@nestjs/core @nestjs/common @nestjs/platform-express reflect-metadata rxjs typescript',
    ),
    file: 'server.mts',
    run: 'npx tsc server.mts --ignoreConfig --module nodenext --experimentalDecorators --skipLibCheck && node server.mjs',
    code: `import 'reflect-metadata';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Principal } from '@sallyport/guard';
import { Caller, guard, Public, Requires } from '@sallyport/guard/nest';

@Controller()
class Items {
  @Public()
  @Get()
  start() {
    return '<a href="/auth/login?return_to=/api/me">Sign in</a>';
  }

  @Get('api/me')
  me(@Caller() { name, permissions }: Principal) {
    return { name, may: permissions };
  }

  @Requires('items:write')
  @Post('api/items')
  add(@Caller() { subject }: Principal) {
    return { made_by: subject };
  }
}

@Module({ controllers: [Items] })
class Application {}

const app = await NestFactory.create(Application);
app.useGlobalGuards(guard(${options}));
await app.listen(${port}, '${host}');`,
  }),
  other: null,
};
