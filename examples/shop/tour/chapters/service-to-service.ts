import { apis, people, programs } from '../cast.ts';
import { claimsOf } from '../claims.ts';
import { fetchCode, newCodeRequest, redeemCode } from '../code-flow.ts';
import { signIn } from '../sign-in.ts';
import { begins, body, refused, status, that } from '../step.ts';
import type { Chapter, Tour } from '../tour.ts';

export const serviceToService: Chapter = {
  title: 'One service calls another',
  opening:
    'What share of the revenue is an order? Orders asks reports for that, on behalf of the person who ' +
    'asks orders. It cannot pass its JWT on: reports refuses it. So it exchanges it (RFC 8693).',
  async play(tour) {
    await theFeature(tour);
    await theExchange(tour);
  },
};

async function theFeature(tour: Tour): Promise<void> {
  const url = `${tour.places.gateway}/api/orders/42/share-of-revenue`;
  const alice = tour.browser('Alice’s browser');
  await tour.step({
    title: 'Alice signs in',
    why: 'Staff may read orders and reports.',
    play: () => signIn(alice, tour.places, people.alice),
    promises: [status(200)],
  });
  await tour.step({
    title: 'Alice asks orders, and orders asks reports for her',
    why: 'The route says orders:read. What she may do at reports, reports says itself.',
    play: () => alice.send({ url }),
    promises: [
      status(200),
      that('the share came from reports', ({ json }) => json.share > 0 && json.share < 1),
    ],
  });
  const bob = tour.browser('Bob’s browser');
  await tour.step({
    title: 'Bob signs in',
    why: 'Customers may read orders, and no reports.',
    play: () => signIn(bob, tour.places, people.bob),
    promises: [status(200)],
  });
  await tour.step({
    title: 'Bob asks orders the same',
    why: 'The exchanged JWT is Bob’s: the orders service does not lend him rights of its own.',
    play: () => bob.send({ url }),
    promises: refused(403, 'access_denied'),
  });
}

async function theExchange(tour: Tour): Promise<void> {
  const { issuer } = tour.places;
  const browser = tour.browser('Alice’s browser');
  const token = await tour.step({
    title: 'The same by hand: a token for Alice’s command line',
    why: 'What the gateway gets. The next step is what it forwards to orders.',
    async play() {
      await signIn(browser, tour.places, people.alice);
      const request = newCodeRequest(issuer);
      const code = await fetchCode(browser, request);
      return redeemCode(tour.program('command line'), issuer, code, request.verifier);
    },
    promises: [status(200), begins('access_token', 'sp_at_')],
  });
  const outside: string = token.json.access_token;
  const inside = await tour.step({
    title: 'The JWT that the orders service is called with',
    why: 'Its audience is orders. It also names the grant behind it, so that an exchange can look.',
    play: () =>
      tour.program('orders service').send({
        url: `${issuer}/introspect`,
        as: programs.ordersService,
        form: { token: outside },
        headers: { accept: 'application/jwt' },
      }),
    promises: [
      status(200),
      that('its audience is orders', (answer) => claimsOf(answer)['aud'] === apis.orders, claimsOf),
    ],
  });
  const exchange = () =>
    tour.program('orders service').send({
      url: `${issuer}/token`,
      as: programs.ordersService,
      form: {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: inside.text,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        resource: apis.reports,
      },
    });
  await tour.step({
    title: 'The orders service exchanges it for one that reports accepts',
    why: 'Alice stays the subject. The claim act says who calls for her.',
    play: exchange,
    promises: [
      status(200),
      body('issued_token_type', 'urn:ietf:params:oauth:token-type:access_token'),
      that(
        'it is for reports, about Alice, and orders-service acts',
        ({ json }) => {
          const claims = claimsOf({ text: json.access_token });
          const { act } = claims as { act?: { sub?: string } };
          const isAlice = claims['sub'] === claimsOf(inside)['sub'];
          return claims['aud'] === apis.reports && isAlice && act?.sub === 'orders-service';
        },
        ({ json }) => claimsOf({ text: json.access_token }),
      ),
    ],
  });
  await tour.step({
    title: 'Alice revokes the command line’s token',
    why: 'The JWT that orders holds is still good for a moment, and names a grant that is not.',
    play: () =>
      tour
        .program('command line')
        .send({ url: `${issuer}/revoke`, form: { client_id: 'shop-cli', token: outside } }),
    promises: [status(200)],
  });
  await tour.step({
    title: 'The orders service tries the exchange again',
    why: 'Each exchange reads the grant anew.',
    play: exchange,
    promises: refused(400, 'invalid_request'),
  });
}
