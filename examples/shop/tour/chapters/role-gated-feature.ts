import type { Cookie } from '../../../../testing/cookie-jar.ts';
import { apis, people, programs } from '../cast.ts';
import { claimsOf } from '../claims.ts';
import { fetchCode, newCodeRequest, redeemCode } from '../code-flow.ts';
import type { Answer, Browser } from '../http.ts';
import { beginSignIn, credentialsOf, isPasswordForm, signIn } from '../sign-in.ts';
import { begins, body, expectation, holds, refused, status, that } from '../step.ts';
import type { Chapter, Tour } from '../tour.ts';

export const roleGatedFeature: Chapter = {
  title: 'A feature for one role, across services',
  opening:
    'Refunds are for staff. Alice is staff and Bob is a customer. Both use the shop in a browser that ' +
    'never holds a token. The gateway forwards to services that verify every request themselves.',
  async play(tour) {
    const alice = tour.browser('Alice’s browser');
    await aliceSignsIn(tour, alice);
    await nothingToSteal(tour, alice);
    await theFeature(tour, alice);
    await oneJwtForEachService(tour, alice);
  },
};

async function aliceSignsIn(tour: Tour, alice: Browser): Promise<void> {
  const { places } = tour;
  const begun = await tour.step({
    title: 'The page asks the token handler where to sign in',
    why: 'State, nonce and the PKCE verifier go into a sealed cookie; the page gets a URL.',
    play: () => beginSignIn(alice, places),
    promises: [
      status(200),
      that(
        'the URL is the issuer’s, with a PKCE challenge',
        ({ json }) =>
          String(json.location).startsWith(`${places.issuer}/authorize?`) &&
          new URL(json.location).searchParams.get('code_challenge_method') === 'S256',
        ({ json }) => json.location,
      ),
    ],
  });
  const page = await tour.step({
    title: 'Her browser goes there',
    why: 'A page without any script, at the issuer’s own origin: the shop never sees a password.',
    play: () => alice.open({ url: begun.json.location }),
    promises: [status(200), holds('Sign in to Shop')],
  });
  await tour.step({
    title: 'Alice signs in, and comes back with a code',
    why:
      'The gateway redeems the code with its secret and the verifier. What the browser gets is one ' +
      'cookie, sealed: HttpOnly, Secure, SameSite=Strict.',
    play: () => alice.submit(page, isPasswordForm, credentialsOf(people.alice)),
    promises: [
      status(200),
      that(
        'she is back at the shop',
        ({ url }) => url.origin === new URL(places.gateway).origin,
        ({ url }) => url.href,
      ),
    ],
  });
}

const looksLikeToken = /sp_(at|rt|ac)_|\beyJ/;

interface Loot {
  answers: Answer[];
  cookies: Cookie[];
}

async function nothingToSteal(tour: Tour, alice: Browser): Promise<void> {
  const gateway = new URL(tour.places.gateway);
  await tour.step({
    title: 'The page asks who is signed in',
    why: 'Name and address from the token handler, asked of the issuer: enough to greet her.',
    play: () => alice.send({ url: `${gateway.origin}/auth/session` }),
    promises: [status(200), body('signed_in', true), holds('Alice'), holds('alice@example.com')],
  });
  await tour.step({
    title: 'What could a malicious script in the page read?',
    why:
      'Tokens that are not in the browser cannot be stolen from it. (On plain-HTTP localhost Safari ' +
      'refuses __Host- and Secure, and is served without them.)',
    play: async () => ({ answers: alice.seen, cookies: alice.cookies.at(gateway) }),
    promises: [
      expectation<Loot>(
        'no answer held a token',
        ({ answers }) => !answers.some(({ text }) => looksLikeToken.test(text)),
        ({ answers }) => answers.find(({ text }) => looksLikeToken.test(text))?.url.href,
      ),
      expectation<Loot>(
        'there is a session cookie, and scripts can read no cookie at all',
        ({ cookies }) => cookies.length > 0 && cookies.every(({ httpOnly }) => httpOnly),
        ({ cookies }) => cookies.map(({ name, httpOnly }) => ({ name, httpOnly })),
      ),
      expectation<Loot>(
        'it is __Host-, Secure and SameSite=Strict',
        ({ cookies }) =>
          cookies.some(
            ({ name, secure, sameSite }) =>
              name === '__Host-Http-sp_session' && secure && sameSite === 'strict',
          ),
        ({ cookies }) => cookies.map(({ name, secure, sameSite }) => ({ name, secure, sameSite })),
      ),
    ],
  });
}

async function theFeature(tour: Tour, alice: Browser): Promise<void> {
  const { gateway } = tour.places;
  const refund = (browser: Browser, origin: string) =>
    browser.send({
      method: 'POST',
      url: `${gateway}/api/orders/42/refund`,
      headers: { origin },
    });
  await tour.step({
    title: 'Alice lists the orders',
    why: 'Cookie in, JWT out: the gateway swaps, checks orders:read, and forwards.',
    play: () => alice.send({ url: `${gateway}/api/orders` }),
    promises: [status(200), holds('Walnut chessboard')],
  });
  await tour.step({
    title: 'A page somewhere else tries a refund with her cookie',
    why: 'A request that writes must come from the shop’s own origin. It is checked besides SameSite=Strict.',
    play: () => refund(alice, 'https://elsewhere.example'),
    promises: [status(403)],
  });
  await tour.step({
    title: 'Alice refunds order 42',
    why: 'Staff has the role support, and that has orders:refund. The service sees who she is.',
    play: () => refund(alice, gateway),
    promises: [
      status(200),
      that(
        'the service knows that it was Alice',
        ({ json }) => json.refund?.by === 'Alice',
        ({ json }) => json,
      ),
    ],
  });

  const bob = tour.browser('Bob’s browser');
  await tour.step({
    title: 'Bob signs in',
    why: 'In another browser, with a password of his own.',
    play: () => signIn(bob, tour.places, people.bob),
    promises: [status(200)],
  });
  await tour.step({
    title: 'Bob lists the orders',
    why: 'Customers have orders:read.',
    play: () => bob.send({ url: `${gateway}/api/orders` }),
    promises: [status(200)],
  });
  await tour.step({
    title: 'Bob tries a refund',
    why: 'The gateway refuses and says what is missing. The service does not see the request.',
    play: () => refund(bob, gateway),
    promises: [...refused(403, 'insufficient_scope'), holds('orders:refund')],
  });
}

async function oneJwtForEachService(tour: Tour, alice: Browser): Promise<void> {
  const { issuer, orders, reports } = tour.places;
  const token = await tour.step({
    title: 'Alice’s command line gets a token of its own',
    why: 'She is signed in at the issuer and says that she started it. A later chapter shows this flow in detail.',
    async play() {
      const request = newCodeRequest(issuer);
      const code = await fetchCode(alice, request);
      return redeemCode(tour.program('command line'), issuer, code, request.verifier);
    },
    promises: [status(200), begins('access_token', 'sp_at_')],
  });
  const forOrders = await jwtFor(tour, token.json.access_token, 'orders');
  const forReports = await jwtFor(tour, token.json.access_token, 'reports');
  const present = (jwt: string, url: string) => () =>
    tour.program('program inside').send({ url, bearer: jwt });
  await tour.step({
    title: 'The orders service accepts the JWT for orders',
    why: 'The guard verifies signature, issuer, audience and time by itself: zero trust.',
    play: present(forOrders, `${orders}/api/orders`),
    promises: [status(200)],
  });
  await tour.step({
    title: 'The reports service refuses it',
    why: 'A JWT that leaks from one service is useless at another, although Alice may read reports.',
    play: present(forOrders, `${reports}/api/reports/summary`),
    promises: [status(401)],
  });
  await tour.step({
    title: 'The reports service accepts the JWT for reports',
    why: 'One opaque token outside, a different JWT for every service inside.',
    play: present(forReports, `${reports}/api/reports/summary`),
    promises: [status(200), holds('alice@example.com')],
  });
}

async function jwtFor(tour: Tour, token: string, name: 'orders' | 'reports'): Promise<string> {
  const { text } = await tour.step({
    title: `The ${name} service asks for the JWT behind that token`,
    why: `The one that the gateway would have sent: for ${name}, with what ${name} may know.`,
    play: () =>
      tour.program(`${name} service`).send({
        url: `${tour.places.issuer}/introspect`,
        as: programs[`${name}Service`],
        form: { token },
        headers: { accept: 'application/jwt' },
      }),
    promises: [
      status(200),
      that(
        `it is a JWT, its audience ${apis[name]} alone`,
        (answer) => claimsOf(answer)['aud'] === apis[name],
        (answer) => claimsOf(answer)['aud'] ?? answer.text,
      ),
    ],
  });
  return text;
}
