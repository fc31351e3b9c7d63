import { apis, type Program, programs } from '../cast.ts';
import { claimsOf } from '../claims.ts';
import type { Sender } from '../http.ts';
import { begins, body, refused, status, that } from '../step.ts';
import type { Chapter, Tour } from '../tour.ts';

export const validation: Chapter = {
  title: 'Is this token good?',
  opening:
    'Services verify tokens with one line of middleware. A team that cannot run it asks an endpoint ' +
    'instead, which also knows the tokens of other issuers that it was told to trust.',
  async play(tour) {
    const brief = await anAlmostExpiredJwt(tour);
    await theGuardSaysNo(tour);
    const jwt = await askTheIssuer(tour);
    await knock(tour, 'The service accepts that JWT', jwt, 200);
    await aForeignToken(tour);
    await tooLate(tour, brief);
  },
};

const introspect = (tour: Tour, token: string, accept: string) =>
  tour.program('orders service').send({
    url: `${tour.places.issuer}/introspect`,
    as: programs.ordersService,
    form: { token },
    headers: { accept },
  });

const clientCredentials = (sender: Sender, origin: string, as: Program, resource: string) =>
  sender.send({
    url: `${origin}/token`,
    as,
    form: { grant_type: 'client_credentials', resource },
  });

interface Brief {
  jwt: string;
  /** Seconds since the Unix epoch. */
  exp: number;
}

/** Made first, so that it can expire while the chapter goes on. */
async function anAlmostExpiredJwt(tour: Tour): Promise<Brief> {
  const { issuer, gateway } = tour.places;
  const answer = await tour.step({
    title: 'First, a JWT that expires soon',
    why: 'From a link whose token lives for ten seconds. No JWT lives longer than its token.',
    async play() {
      const link = await tour.program('API server').send({
        url: `${issuer}/links`,
        as: programs.apiServer,
        json: {
          url: `${gateway}/landing.html`,
          api: apis.orders,
          permissions: ['orders:read'],
          token_lifetime: 10,
        },
      });
      const { json } = await tour.program('landing page').send({
        url: `${issuer}/links/redeem`,
        json: { action_token: String(link.json.url).split('#action_token=')[1] },
      });
      return introspect(tour, json.access_token, 'application/jwt');
    },
    promises: [
      status(200),
      that(
        'it ends within ten seconds',
        (answer) => Number(claimsOf(answer)['exp']) * 1000 <= Date.now() + 10_000,
        claimsOf,
      ),
    ],
  });
  return { jwt: answer.text, exp: Number(claimsOf(answer)['exp']) };
}

async function theGuardSaysNo(tour: Tour): Promise<void> {
  const url = `${tour.places.orders}/api/orders`;
  await tour.step({
    title: 'A program inside the network calls the service without a token',
    why: 'Being inside proves nothing. The service checks every request, wherever it comes from.',
    play: () => tour.program('program inside').send({ url }),
    promises: [status(401)],
  });
  await knock(
    tour,
    'A program inside the network calls it with something that is no token',
    'not-a-token',
    401,
  );
}

/** Presents a token to the orders service directly. */
async function knock(tour: Tour, title: string, token: string, expected: 200 | 401) {
  const why =
    expected === 200
      ? 'It verifies the JWT itself, with keys that it fetched once: no call to the issuer.'
      : 'One line of middleware refuses it before the service’s own code runs.';
  await tour.step({
    title,
    why,
    play: () =>
      tour
        .program('program inside')
        .send({ url: `${tour.places.orders}/api/orders`, bearer: token }),
    promises: [status(expected)],
  });
}

/** @returns the JWT behind a token of the API server. */
async function askTheIssuer(tour: Tour): Promise<string> {
  const { issuer } = tour.places;
  const { json } = await tour.step({
    title: 'The API server gets a token for itself',
    why: 'Client credentials: a program on its own behalf, with its secret.',
    play: () =>
      clientCredentials(tour.program('API server'), issuer, programs.apiServer, apis.orders),
    promises: [status(200), begins('access_token', 'sp_at_'), body('token_type', 'Bearer')],
  });
  await knock(tour, 'The opaque token, sent to the service directly', json.access_token, 401);
  await tour.step({
    title: 'The orders service asks the issuer instead',
    why: 'RFC 7662. The answer is read from the database, not from a cache.',
    play: () => introspect(tour, json.access_token, 'application/json'),
    promises: [status(200), body('active', true), body('client_id', 'shop-api')],
  });
  const jwt = await tour.step({
    title: 'It asks for the JWT instead',
    why: 'The phantom-token convention: with Accept: application/jwt the answer is 200 with a JWT …',
    play: () => introspect(tour, json.access_token, 'application/jwt'),
    promises: [status(200), audienceIsOrders],
  });
  await tour.step({
    title: 'The same for a token that is not valid',
    why: '… or 204 without a body, so that a proxy need not read one.',
    play: () => introspect(tour, `${json.access_token}x`, 'application/jwt'),
    promises: [status(204)],
  });
  return jwt.text;
}

const audienceIsOrders = that(
  'it is a JWT for the orders API',
  (answer) => claimsOf(answer)['aud'] === apis.orders,
  ({ text }) => text,
);

async function aForeignToken(tour: Tour): Promise<void> {
  const { acme } = tour.places;
  const robot = await tour.step({
    title: 'A service of Acme gets a token from Acme’s own authorization server',
    why: 'A JWT of another issuer, with our orders API as its audience.',
    play: () =>
      clientCredentials(tour.program('Acme service'), acme, programs.acmeRobot, apis.orders),
    promises: [status(200), begins('access_token', 'eyJ')],
  });
  const token: string = robot.json.access_token;
  await tour.step({
    title: 'The orders service asks our issuer about it',
    why: 'Acme is a trusted issuer: its token says who is calling, and our roles say what they may do.',
    play: () => introspect(tour, token, 'application/json'),
    promises: [
      status(200),
      body('active', true),
      that(
        'the subject cannot be mistaken for one of ours',
        ({ json }) => String(json.sub).startsWith(`${acme}|`),
        ({ json }) => json.sub,
      ),
    ],
  });
  const ours = await tour.step({
    title: 'It asks for a JWT of our issuer',
    why: 'So a service that trusts one issuer can serve callers of another.',
    play: () => introspect(tour, token, 'application/jwt'),
    promises: [status(200), audienceIsOrders],
  });
  await knock(tour, 'The service accepts it', ours.text, 200);
  const [header, , signature] = token.split('.');
  const claims = { ...claimsOf({ text: token }), sub: 'another-user' };
  const altered = Buffer.from(JSON.stringify(claims)).toString('base64url');
  await tour.step({
    title: 'The same token with another subject',
    why: 'The signature does not match the changed claims.',
    play: () => introspect(tour, `${header}.${altered}.${signature}`, 'application/json'),
    promises: [status(200), body('active', false)],
  });
}

/** Clocks may differ by this much, in seconds: the guard's default. */
const tolerance = 5;

async function tooLate(tour: Tour, { jwt, exp }: Brief): Promise<void> {
  await tour.waitUntil((exp + tolerance + 1) * 1000, 'until the first JWT has expired');
  await tour.step({
    title: 'The JWT from the beginning, after its time',
    why: 'Clocks may differ by five seconds, and no more.',
    play: () =>
      tour.program('program inside').send({ url: `${tour.places.orders}/api/orders`, bearer: jwt }),
    promises: refused(401, 'invalid_token'),
  });
}
