import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../runtime/clock.ts';
import type { ProviderTypeName } from '../provider-types.ts';
import { SigningKeys } from './signing-keys.fixture.ts';

/** A request as a simulator sees it. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
  headers: IncomingMessage['headers'];
}

export interface Told {
  status?: number;
  headers?: Record<string, string>;
  /** An object travels as JSON. */
  body: string | object;
}

export type Route = (asked: Asked, world: World) => Told | Promise<Told>;

/** A provider on this machine: what it knows, and in what it differs from the standard just now. */
export interface World {
  url: string;
  /** Which of its differences are on. */
  traps: ReadonlySet<string>;
  codes: Map<string, URLSearchParams>;
  issued: number;
  clock: Pick<Clock, 'now'>;
  keys: SigningKeys;
}

/** One named provider, its differences and what a sign-in there has to come to. */
export interface Simulation {
  type: ProviderTypeName;
  /** Keys of the configuration beside `url`. */
  settings?: Record<string, unknown>;
  scopes?: string[];
  /** Its credential, where it is no ordinary secret. */
  secret?: string;
  routes: Record<string, Route>;
  /** What the profile holds without a trap. */
  expected: object;
  /**
   * What each trap comes to: a profile that holds this, or an error that holds that. Some need
   * other keys of the configuration or scopes.
   */
  traps: Record<string, Outcome & Pick<Simulation, 'settings' | 'scopes'>>;
}

export type Outcome = { profile: object } | { error: object | RegExp };

export interface Simulator {
  world: World;
  /** Every request so far. */
  asked: Asked[];
  close(): void;
}

export async function startSimulator(
  routes: Simulation['routes'],
  traps: readonly string[] = [],
): Promise<Simulator> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    let text = '';
    for await (const chunk of request) text += chunk;
    const ask: Asked = {
      method: request.method ?? '',
      path: pathname,
      query: searchParams,
      form: new URLSearchParams(text),
      headers: request.headers,
    };
    asked.push(ask);
    const route = routes[pathname];
    const {
      status = 200,
      headers,
      body,
    } = route
      ? await route(ask, world)
      : { status: 404, headers: {}, body: `There is no ${pathname}.` };
    const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const world: World = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    traps: new Set(traps),
    codes: new Map(),
    issued: 0,
    clock: systemClock,
    keys: new SigningKeys(systemClock),
  };
  return {
    world,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
