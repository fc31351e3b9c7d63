import type { Kind } from '../src/views/applications/kinds.ts';
import type { Program } from '../src/views/applications/programs.ts';

const server = { packages: 'express openid-client', run: 'node server.mjs' };

const web: readonly Program[] = [
  { ...server, name: 'Express', files: { 'server.mjs': 'web-express' } },
  {
    ...{ name: 'Hono', files: { 'server.mjs': 'web-hono' } },
    ...{ packages: 'hono @hono/node-server openid-client', run: 'node server.mjs' },
  },
];

/** A page and its service: what the gateway is told, the script of the page, and the service. */
const behind = (name: string, packages: string, more: Partial<Program> = {}): Program => ({
  name,
  files: {
    'sallyport.yaml': 'gateway',
    'main.js': 'page',
    'server.mjs': `guard-${name.toLowerCase()}`,
  },
  packages: `@sallyport/client @sallyport/guard ${packages}`,
  run: 'node server.mjs',
  ...more,
});

/** Which blocks of the documentation are shown for what a person is building, by the files they are. */
export const programs: Readonly<Record<Kind, readonly Program[]>> = {
  page: [
    behind('Express', 'express'),
    behind('Fastify', 'fastify'),
    behind('Hono', 'hono @hono/node-server'),
    behind(
      'NestJS',
      '@nestjs/core @nestjs/common @nestjs/platform-express reflect-metadata rxjs typescript',
      {
        files: { 'sallyport.yaml': 'gateway', 'main.js': 'page', 'server.mts': 'guard-nestjs' },
        run: 'npx tsc server.mts --ignoreConfig --module nodenext --experimentalDecorators --skipLibCheck && node server.mjs',
      },
    ),
  ],
  web,
  native: [
    {
      ...{ name: 'Node.js', files: { 'sign-in.mjs': 'native' } },
      ...{ packages: 'openid-client', run: 'node sign-in.mjs' },
    },
  ],
  device: [
    {
      ...{ name: 'Node.js', files: { 'sign-in.mjs': 'device' } },
      ...{ packages: 'openid-client', run: 'node sign-in.mjs' },
    },
  ],
  service: [
    { name: 'fetch', files: { 'job.mjs': 'service-fetch' }, packages: '', run: 'node job.mjs' },
    {
      ...{ name: 'openid-client', files: { 'job.mjs': 'service-openid' } },
      ...{ packages: 'openid-client', run: 'node job.mjs' },
    },
    { name: 'curl', files: { sh: 'service-curl' }, packages: '', run: '' },
  ],
  mcp: [
    {
      ...{ name: 'Express', files: { 'sallyport.yaml': 'mcp-gateway', 'server.mjs': 'mcp' } },
      ...{ packages: '@sallyport/guard express', run: 'node server.mjs' },
    },
  ],
  partner: web,
};
