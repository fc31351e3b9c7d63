import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { CacheTag, SwapPrincipal, SwapResult } from '@sallyport/protocol/internal.ts';
import { formatToken } from '@sallyport/protocol/token-format.ts';
import pino from 'pino';
import { createGateway, type Gateway } from '../gateway.ts';
import type { Clock, GatewaySettings, Instant } from '../settings.ts';
import { ScriptedIssuer } from './issuer.fixture.ts';

/** Time that goes on by itself, and that a test may push or stop. */
export class PushableClock implements Clock {
  #ahead = 0;
  #wallAhead = 0;
  #stopped: Instant | null = null;
  monotonic = (): number => (this.#stopped?.monotonic ?? performance.now()) + this.#ahead;
  wall = (): number => (this.#stopped?.wall ?? Date.now()) + this.#ahead + this.#wallAhead;
  /** From now on only pushes move it: for what holds for a moment, on a machine that is busy. */
  stop(): void {
    this.#stopped = { monotonic: performance.now(), wall: Date.now() };
  }
  push(ms: number): void {
    this.#ahead += ms;
  }
  pushWall(ms: number): void {
    this.#wallAhead += ms;
  }
}

export interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json(): Record<string, unknown>;
}

export interface Asking {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
}

/** Plain HTTP without any client's opinions: the path goes out as it is written. */
export function ask(port: number, path: string, asking: Asking = {}): Promise<Answered> {
  const { method = 'GET', headers: given = {}, body } = asking;
  const counted = body !== undefined && given['transfer-encoding'] === undefined;
  const headers = counted ? { 'content-length': String(Buffer.byteLength(body)), ...given } : given;
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, headers, text, json: () => JSON.parse(text) });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Bytes as an attacker writes them, and all that comes back until the gateway closes. */
export async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.write(text, 'latin1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  await once(socket, 'close');
  return answer;
}

export async function listen(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export const accessToken = (name: string): string =>
  formatToken('access', Buffer.from(name.padEnd(24, '.')).toString('base64url'));

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A swap result for a user `name`, depending on `user:name` and whatever else is given. */
export function swapped(
  name: string,
  principal: Partial<SwapPrincipal> = {},
  tags: CacheTag[] = [],
): SwapResult {
  return {
    ok: true,
    jwt: `jwt-of-${name}`,
    valid_for_ms: 55_000,
    principal: {
      kind: 'user',
      sub: name,
      client_id: 'shop-web',
      scope: [],
      permissions: ['orders:read'],
      authorization_details: [],
      ...principal,
    },
    tags: [`user:${name}`, 'api:https://orders.example', ...tags],
  };
}

export interface World {
  issuer: ScriptedIssuer;
  gateway: Gateway;
  clock: PushableClock;
  port: number;
  decidePort: number;
  /** 0 where there is none. */
  decideGrpcPort: number;
  upstreamUrl: string;
  metrics: Metrics;
  /** Every line of the log, for looking whether a secret got there. */
  logged: string[];
  close(): Promise<void>;
}

/** The upstream's default: says what it was sent. */
export const echo: RequestListener = (request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const { method, url, headers, rawHeaders } = request;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, url, headers, rawHeaders, body }));
  });
};

interface WorldOptions {
  /** Whether each request is a line of the log. */
  logAccess?: boolean;
  upstream?: RequestListener;
  settings?: Partial<GatewaySettings>;
  prepare?: (issuer: ScriptedIssuer) => void;
  /** The issuer, where the endpoints in the settings lead to one that the test has made. */
  behind?: ScriptedIssuer;
}

/** A gateway between a scripted issuer and one upstream, all of them real servers. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const issuer = options.behind ?? (await new ScriptedIssuer().start());
  const { server, url } = await listen(options.upstream ?? echo);
  issuer.routes = [{ path: '/api/*', upstream: url, api: 'https://orders.example' }];
  issuer.swap = (token) => {
    const name = ['alice', 'bob'].find((known) => accessToken(known) === token);
    return name
      ? swapped(name)
      : {
          ok: false,
          error: 'invalid_token',
          error_description: 'The access token is not one of ours.',
        };
  };
  options.prepare?.(issuer);
  const clock = new PushableClock();
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => logged.push(line) });
  const metrics = new Metrics();
  const gateway = createGateway(
    {
      name: 'test',
      url: 'http://localhost:8080',
      listen: { host: '127.0.0.1', port: 0 },
      issuerUrl: issuer.url,
      issuerEndpoints: [issuer.url],
      client: { id: 'sallyport-gateway', secret: 'gateway-secret' },
      cookieKeys: [randomBytes(32)],
      decide: { host: '127.0.0.1', port: 0 },
      applications: [],
      ...options.settings,
    },
    {
      log,
      accessLog: { write: (line) => void logged.push(line), all: options.logAccess ?? true },
      metrics,
      clock,
      random: randomBytes,
    },
  );
  const { port, decidePort, decideGrpcPort } = await gateway.start();
  return {
    issuer,
    gateway,
    clock,
    port,
    decidePort,
    decideGrpcPort: decideGrpcPort ?? 0,
    upstreamUrl: url,
    metrics,
    logged,
    async close() {
      await gateway.close();
      await issuer.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
