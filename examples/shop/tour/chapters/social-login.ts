import { carol, programs } from '../cast.ts';
import type { Answer, Browser } from '../http.ts';
import { beginSignIn } from '../sign-in.ts';
import { begins, body, holds, refused, status, that } from '../step.ts';
import type { Chapter, Tour } from '../tour.ts';

export const socialLogin: Chapter = {
  title: 'Social login, own permissions',
  opening:
    'Carol signs in with Acme ID, which proves who she is and nothing more. What she may do is in our ' +
    'database: given with one call, taken away with another, and never stale in between.',
  async play(tour) {
    const browser = tour.browser('Carol’s browser');
    const id = await carolArrives(tour, browser);
    const admin = await operations(tour);
    await giveAndTake(tour, browser, (method) =>
      tour.program('operations').send({
        method,
        url: `${tour.places.issuer}/admin/v1/users/${id}/roles/support`,
        bearer: admin,
      }),
    );
  },
};

/** @returns her user id. */
async function carolArrives(tour: Tour, browser: Browser): Promise<string> {
  const { places } = tour;
  const choices = await tour.step({
    title: 'Carol wants to sign in to the shop',
    why: 'She has no password here. The page also offers “Continue with Acme ID”.',
    async play() {
      const { json } = await beginSignIn(browser, places);
      return browser.open({ url: json.location });
    },
    promises: [status(200), holds('Continue with Acme ID')],
  });
  const atAcme = await tour.step({
    title: 'She chooses Acme ID',
    why: 'The issuer sends her to Acme with state, nonce and PKCE, bound to this browser.',
    play: () => browser.submit(choices, ({ action }) => action.includes('/federation/acme/'), {}),
    promises: [
      status(200),
      that(
        'she is at Acme',
        ({ url }) => url.origin === new URL(places.acme).origin,
        ({ url }) => url.href,
      ),
      holds(carol.name),
    ],
  });
  await tour.step({
    title: 'She signs in there, and is sent back to the shop',
    why: 'Acme → issuer → shop. The first time, an account is made and linked to her Acme identity.',
    play: () => browser.submit(atAcme, () => true, { account: carol.acmeAccount }),
    promises: [
      status(200),
      that(
        'she is back at the shop',
        ({ url }) => url.origin === new URL(places.gateway).origin,
        ({ url }) => url.href,
      ),
    ],
  });
  const { json } = await tour.step({
    title: 'The shop knows her name',
    why: 'From her account here. Acme’s tokens went no further than the issuer.',
    play: () => browser.send({ url: `${places.gateway}/auth/session` }),
    promises: [status(200), body('signed_in', true), holds(carol.name), holds(carol.email)],
  });
  return json.user.sub;
}

/** @returns an access token for the admin API. */
async function operations(tour: Tour): Promise<string> {
  const { issuer } = tour.places;
  const { json } = await tour.step({
    title: 'The operations script gets a token for the admin API',
    why: 'The admin API is an API like the others: an audience, permissions, and a role with them.',
    play: () =>
      tour.program('operations').send({
        url: `${issuer}/token`,
        as: programs.operations,
        form: { grant_type: 'client_credentials', resource: `${issuer}/admin/v1` },
      }),
    promises: [status(200), begins('access_token', 'sp_at_')],
  });
  return json.access_token;
}

async function giveAndTake(
  tour: Tour,
  browser: Browser,
  role: (method: 'PUT' | 'DELETE') => Promise<Answer>,
): Promise<void> {
  const listOrders = () => browser.send({ url: `${tour.places.gateway}/api/orders` });
  const give = (title: string, why: string) =>
    tour.step({ title, why, play: () => role('PUT'), promises: [status(204)] });
  const take = (title: string, why: string) =>
    tour.step({ title, why, play: () => role('DELETE'), promises: [status(204)] });

  await tour.step({
    title: 'Carol opens the orders',
    why: 'An account, and no role: signing in allows nothing by itself.',
    play: listOrders,
    promises: refused(403, 'insufficient_scope'),
  });
  await give(
    'An administrator gives her the role support',
    'One call. She need not sign in again.',
  );
  await tour.step({
    title: 'Her next request',
    why: 'The same cookie, the same token: roles are not in it, they are read when it is swapped.',
    play: listOrders,
    promises: [status(200), holds('Walnut chessboard')],
  });
  const before = performance.now();
  await take(
    'The role is taken away',
    'The gateway has her permissions in its cache now. The call returns when no gateway uses them ' +
      'any more. In other systems such caches live on for 10 to 300 seconds.',
  );
  const took = Math.round(performance.now() - before);
  await tour.step({
    title: 'The very next request',
    why: 'Refused: without polling, without waiting for an expiry, without signing in again.',
    play: listOrders,
    promises: refused(403, 'insufficient_scope'),
  });
  tour.highlight(`Taking a role away took ${took} ms, until every gateway obeyed.`);
  await give('The role is given back', 'Taking it away was a mistake.');
  await tour.step({
    title: 'The next request again',
    why: 'Giving is as quick as taking.',
    play: listOrders,
    promises: [status(200)],
  });
  await take('The tour takes the role away again', 'So that it can be played once more.');
}
