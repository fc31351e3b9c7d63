import type { ClientHttp2Session } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answered, ask, type World } from '../testing/gateway.fixture.ts';
import { call, connectTo, encodeCheck } from './check.fixture.ts';
import {
  type Case,
  cases,
  headersOf,
  type Observed,
  startJudging,
  verdictOf,
} from './verdicts.fixture.ts';

let world: World;
let session: ClientHttp2Session;
beforeAll(async () => {
  world = await startJudging();
  session = connectTo(world.decideGrpcPort);
});
afterAll(async () => {
  session.close();
  await world.close();
});

type Headers = Record<string, string | string[]>;

/** What a proxy takes away of what its callers sent, before it writes headers of its own. */
function without(headers: Headers, names: readonly string[]): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/** As Envoy does with headers that come several times. */
const joined = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]),
  );

const described = [
  'x-forwarded-uri',
  'x-forwarded-method',
  'x-original-uri',
  'x-original-url',
  'x-original-method',
];

const decided = ({ status, headers }: Answered): Observed => ({
  verdict: verdictOf(status),
  authorization: headers.authorization,
  cookie: headers.cookie,
  setCookie: headers['set-cookie'] ?? [],
});

/** Exactly what the sources of each proxy send. */
const modes: Record<string, (one: Case) => Promise<Observed>> = {
  async gateway(one) {
    const { method, path } = one;
    const answer = await ask(world.port, path, { method, headers: headersOf(one) });
    const seen = answer.status === 200 && method !== 'HEAD' ? answer.json()['headers'] : {};
    const { authorization, cookie } = seen as Record<string, string>;
    const setCookie = answer.headers['set-cookie'] ?? [];
    return { verdict: verdictOf(answer.status), authorization, cookie, setCookie };
  },

  // The configuration that `proxy-config nginx` writes.
  async nginx(one) {
    const headers = {
      ...without(headersOf(one), described),
      'x-original-method': one.method,
      'x-original-uri': one.path,
      'x-forwarded-for': '203.0.113.7',
    };
    return decided(await ask(world.decidePort, '/decide', { headers }));
  },

  // internal/ingress/controller/template: location = /_external-auth-…; other headers pass.
  async 'ingress-nginx'(one) {
    const headers = {
      ...without(headersOf(one), ['x-original-url', 'x-original-method', 'host']),
      host: 'decide.internal',
      'x-original-url': `http://${String(headersOf(one)['host'])}${one.path}`,
      'x-original-method': one.method,
      'x-sent-from': 'nginx-ingress-controller',
      'x-real-ip': '203.0.113.7',
      'x-forwarded-for': '203.0.113.7',
      'x-auth-request-redirect': one.path,
    };
    return decided(await ask(world.decidePort, '/decide', { headers }));
  },

  // pkg/middlewares/auth/forward.go, writeHeader, with trustForwardHeader: false
  async Traefik(one) {
    const headers = {
      ...without(headersOf(one), ['host']),
      'x-forwarded-method': one.method,
      'x-forwarded-proto': 'http',
      'x-forwarded-host': String(headersOf(one)['host']),
      'x-forwarded-uri': one.path,
      'x-forwarded-for': '203.0.113.7',
      host: 'decide.internal',
    };
    return decided(await ask(world.decidePort, '/decide', { headers }));
  },

  // modules/caddyhttp/reverseproxy/forwardauth: a GET with the two headers, the others pass.
  async Caddy(one) {
    const headers = {
      ...headersOf(one),
      'x-forwarded-method': one.method,
      'x-forwarded-uri': one.path,
      'x-forwarded-host': String(headersOf(one)['host']),
      'x-forwarded-proto': 'http',
      'x-forwarded-for': '203.0.113.7',
    };
    return decided(await ask(world.decidePort, '/decide', { headers }));
  },

  // source/extensions/filters/common/ext_authz: method, path and host of the request itself.
  async Envoy(one) {
    const { method, path } = one;
    const headers = {
      ...joined(headersOf(one)),
      'content-length': '0',
      'x-envoy-internal': 'true',
    };
    const asking = { method, headers };
    return decided(await ask(world.decidePort, `/ext_authz${path}`, asking));
  },

  // The same over gRPC.
  async 'Envoy by gRPC'(one) {
    const { method, path } = one;
    const { host, ...sent } = headersOf(one);
    const headers = joined(sent);
    const checked = await call(session, encodeCheck({ method, path, host: String(host), headers }));
    expect(checked.grpcStatus).toBe('0');
    const { authorization, cookie } = checked.headers;
    const { setCookie } = checked;
    return { verdict: verdictOf(checked.status), authorization, cookie, setCookie };
  },
};

describe.each(Object.keys(modes))('%s', (mode) => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const seen = await modes[mode]!(one);
    expect(seen.verdict).toBe(one.elsewhere?.[mode]?.[0] ?? one.verdict);
    if (one.verdict !== 'allowed' || one.method === 'HEAD') return;
    expect(seen.authorization).toMatch(/^Bearer jwt-of-/);
    if (one.cookie !== undefined) expect(seen.cookie ?? null).toBe(one.cookie);
    expect(seen.cookie ?? '').not.toContain('session');
  });
});
