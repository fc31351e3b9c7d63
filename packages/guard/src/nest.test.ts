import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audience, startIssuer, type TestIssuer } from './issuer.fixture.ts';
import { guard } from './nest.ts';

let issuer: TestIssuer;
let global: CanActivate;
beforeAll(async () => {
  issuer = await startIssuer();
  global = guard({ issuer: issuer.url, audience });
});
afterAll(() => issuer.close());

class Resolver {
  orders() {}
}

function contextOf(type: string, args: unknown[]): ExecutionContext {
  const context = new ExecutionContextHost(args, Resolver, Resolver.prototype.orders);
  context.setType(type);
  return context;
}

const graphql = (shared: object) => contextOf('graphql', [undefined, {}, shared, {}]);

test.each([
  ['Apollo', (request: object) => ({ req: request })],
  ['Mercurius', (request: object) => ({ reply: { request } })],
])('a resolver of %s is guarded, and its request knows who calls', async (_, share) => {
  const authorization = `Bearer ${await issuer.token()}`;
  const request = { headers: { authorization } };
  expect(await global.canActivate(graphql(share(request)))).toBe(true);
  expect(request).toMatchObject({ principal: { subject: 'user-1' } });
  // There may be no response to put a challenge into.
  await expect(global.canActivate(graphql(share({ headers: {} })))).rejects.toMatchObject({
    status: 401,
    response: { error: 'invalid_token' },
  });
});

test.each([
  ['graphql', [undefined, {}, { extra: {} }, {}]],
  ['graphql', [undefined, {}, undefined, {}]],
  ['ws', [{ handshake: { headers: {} } }, 'message']],
  ['rpc', [{ headers: { authorization: 'Bearer x' } }, {}]],
])('a context of %s without a request is an error, and does not pass', async (type, args) => {
  await expect(global.canActivate(contextOf(type, args))).rejects.toThrow(
    `guard: a context of ${type} has no request.`,
  );
});
