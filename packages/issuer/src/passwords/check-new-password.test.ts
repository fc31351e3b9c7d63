import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { type Harness, openHarness } from '../directory/context.fixture.ts';
import { rangeQueryOf } from './breach-service.ts';
import { checkNewPassword, requireGoodPassword } from './check-new-password.service.ts';

const owner = { email: 'alice@example.com', name: 'Alice' };
const password = 'a quiet harbour at night';
const { prefix, suffix } = rangeQueryOf(password);

let context: Harness;
let server: Server | null = null;
const logged: string[] = [];

beforeAll(async () => {
  const harness = await openHarness();
  const log = pino({ level: 'warn' }, { write: (line: string) => logged.push(line) });
  context = { ...harness, log };
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  logged.length = 0;
});
afterAll(() => context.close());

const apply = (section: object) =>
  applyConfiguration(declarationSchema.parse({ password: section }), context);

/** A breach service that answers so. @returns its address */
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the minimum of the configuration counts as soon as it is applied', async () => {
  expect(await checkNewPassword('nine char', owner, context)).toMatchObject({ minimum: 12 });
  expect((await apply({ minimum_length: 9 })).summary.changed).toEqual(['password']);
  expect(await checkNewPassword('nine char', owner, context)).toBeNull();
  expect((await apply({ minimum_length: 9 })).changed).toBe(false);
  await apply({});
  expect(await checkNewPassword('nine char', owner, context)).toMatchObject({ minimum: 12 });
});

test('a password of the list is refused, with what to do', async () => {
  await expect(requireGoodPassword('Password1234!', owner, context)).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('Choose another one'),
  });
});

test('a password that the service knows is refused, and it learns five digits', async () => {
  const asked: { url?: string | undefined; padding: unknown }[] = [];
  const service = await serve((request, response) => {
    asked.push({ url: request.url, padding: request.headers['add-padding'] });
    response.end(`${'0'.repeat(35)}:3\r\n${suffix.toLowerCase()}:17\r\n`);
  });
  await apply({ breach_service: `${service}/` });
  expect(await checkNewPassword(password, owner, context)).toEqual({ code: 'breached' });
  expect(asked).toEqual([{ url: `/range/${prefix}`, padding: 'true' }]);
});

test('padding is none of the passwords that others have lost', async () => {
  const service = await serve((_, response) => response.end(`${suffix}:0\r\n`));
  await apply({ breach_service: service });
  expect(await checkNewPassword(password, owner, context)).toBeNull();
});

test('what our own rules refuse is not asked', async () => {
  const asked: unknown[] = [];
  const service = await serve((request, response) => {
    asked.push(request.url);
    response.end();
  });
  await apply({ breach_service: service });
  expect(await checkNewPassword('Password1234!', owner, context)).not.toBeNull();
  expect(asked).toEqual([]);
});

const failures: [string, RequestListener][] = [
  ['an error', (_, response) => response.writeHead(503).end()],
  ['a redirect', (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
  ['an answer without an end', (_, response) => response.write('x'.repeat(300_000))],
  ['a closed connection', (request) => request.socket.destroy()],
  ['silence', () => {}],
];

test.each(failures)('%s of the service: as the configuration says', async (_, listener) => {
  const service = await serve(listener);
  await apply({ breach_service: service });
  expect(await checkNewPassword(password, owner, context)).toBeNull();
  expect(logged.join()).toContain('the breach service does not answer');
  expect(logged.join()).not.toContain(prefix);
  await apply({ breach_service: service, breach_service_down: 'refuse' });
  await expect(checkNewPassword(password, owner, context)).rejects.toMatchObject({
    code: 'temporarily_unavailable',
  });
});
