import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { CookieJar } from '../../../../testing/cookie-jar.ts';
import {
  type Answered,
  type Asking,
  accessToken,
  ask,
  createWorld,
  type World,
} from '../testing/gateway.fixture.ts';

const host = 'shop.example';
export const origin = `http://${host}`;
export const home = new URL(origin);
/** Headers of a request that a page of the shop sends. */
export const page = { host, origin };

/** Of the cookies: one that is on its way out. */
export const formerKey = randomBytes(32);

export const shopSettings = {
  url: origin,
  cookieKeys: [randomBytes(32), formerKey],
  applications: [
    {
      host,
      path: '/',
      client: 'shop-web',
      client_secret: 'secret of the shop',
      scopes: ['openid', 'profile'],
    },
  ],
};

export const aliceAtIssuer = {
  user: { sub: 'alice', name: 'Alice', email: 'a@x.example', email_verified: false },
  roles: ['support'],
  permissions: { 'https://orders.example': ['orders:read'] },
};

/** What the issuer's `/token` answers. */
export const tokens = (changes: Record<string, unknown> = {}) => ({
  status: 200,
  body: {
    access_token: accessToken('alice'),
    token_type: 'Bearer',
    expires_in: 600,
    refresh_token: 'refresh-1',
    ...changes,
  },
});

export function jarOf(lines: readonly string[]): CookieJar {
  const made = new CookieJar();
  made.store(home, lines);
  return made;
}

/** One browser at the shop, with its cookies. */
export class ShopBrowser {
  jar = new CookieJar();
  /** What the issuer's `/token` was asked. */
  tokenRequests: URLSearchParams[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Of its cookies, without the random part. */
  names(): string[] {
    return this.jar.at(home).map(({ name }) => name.replace(/(?<=sp_login_).{8}$/, '…'));
  }

  cookieOf(name: string): string | undefined {
    return this.jar.at(home).find((cookie) => cookie.name === name)?.value;
  }

  put(name: string, value: string): void {
    this.jar.store(home, [`${name}=${value}; Path=/`]);
  }

  async visit(path: string, asking: Asking = {}): Promise<Answered> {
    const cookie = this.jar.header(home);
    const headers = { host, ...(cookie ? { cookie } : {}), ...asking.headers };
    const answer = await ask(this.#world.port, path, { ...asking, headers });
    this.jar.store(home, answer.headers['set-cookie'] ?? []);
    return answer;
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = page) {
    return this.visit(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** What `/auth/login` sends the browser to the issuer with. */
  async startLogin(body: unknown = {}): Promise<URLSearchParams> {
    const answer = await this.post('/auth/login', body);
    expect(answer.status).toBe(200);
    return new URL(answer.json()['location'] as string).searchParams;
  }

  finish(query: Record<string, string>): Promise<Answered> {
    const parameters = new URLSearchParams({ iss: this.#world.issuer.url, ...query });
    return this.visit(`/auth/callback?${parameters}`);
  }

  async signIn(changes: Record<string, unknown> = {}): Promise<void> {
    const request = await this.startLogin();
    this.#world.issuer.answers['/token'] = (form) => {
      this.tokenRequests.push(form);
      return tokens({ id_token: this.idToken({ nonce: request.get('nonce') }), ...changes });
    };
    const answer = await this.finish({ state: request.get('state')!, code: 'code-1' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/']);
  }

  idToken(changes: Record<string, unknown> = {}, alg = 'RS256'): string {
    const now = Math.floor(this.#world.clock.wall() / 1000);
    const claims = {
      iss: this.#world.issuer.url,
      sub: 'alice',
      aud: 'shop-web',
      iat: now,
      exp: now + 60,
      ...changes,
    };
    const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
    return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
  }
}

/** A gateway with one application, whose user is Alice, and a browser at it. */
export async function visitShop(): Promise<{ world: World; browser: ShopBrowser }> {
  const world = await createWorld({ settings: shopSettings });
  const { answers } = world.issuer;
  answers['/internal/session'] = () => ({ status: 200, body: aliceAtIssuer });
  answers['/internal/sign-out'] = () => ({ status: 204, body: null });
  return { world, browser: new ShopBrowser(world) };
}
