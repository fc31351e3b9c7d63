import { apis, commandLine, people, programs } from '../cast.ts';
import {
  type CodeRequest,
  fetchCode,
  newCodeRequest,
  redeemCode,
  refresh,
  toCommandLine,
} from '../code-flow.ts';
import { readForms } from '../html.ts';
import type { Answer, Browser } from '../http.ts';
import { credentialsOf, isPasswordForm, signIn } from '../sign-in.ts';
import { begins, body, expectation, holds, refused, status, that } from '../step.ts';
import type { Chapter, Tour } from '../tour.ts';

export const codeGrant: Chapter = {
  title: 'The code grant, and what is around it',
  opening:
    'Why a code first and not the token at once? Because the redirect passes through a browser, and ' +
    'a code is worth nothing without the verifier, which never leaves the program.',
  async play(tour) {
    const browser = tour.browser('Alice’s browser');
    await findOut(tour);
    await codeForTokens(tour, browser);
    await replayCode(tour, browser);
    await rotate(tour, await newTokens(tour, browser));
    await revoke(tour, await newTokens(tour, browser));
    await onItsOwn(tour);
    await signOut(tour);
  },
};

const listOrders = (tour: Tour, token: string, who = 'command line') =>
  tour.program(who).send({ url: `${tour.places.gateway}/api/orders`, bearer: token });

async function findOut(tour: Tour): Promise<void> {
  const { issuer } = tour.places;
  const { json } = await tour.step({
    title: 'A program that knows only the issuer’s URL reads its metadata',
    why: 'Discovery: every endpoint and everything that is supported, so that nothing is configured twice.',
    play: () =>
      tour.program('command line').send({ url: `${issuer}/.well-known/openid-configuration` }),
    promises: [
      status(200),
      body('issuer', issuer),
      body('code_challenge_methods_supported', ['S256']),
      body('response_types_supported', ['code']),
    ],
  });
  await tour.step({
    title: 'The keys that tokens are signed with',
    why: 'Public halves only. Services fetch them by themselves, and again when there is a new one.',
    play: () => tour.program('command line').send({ url: json.jwks_uri }),
    promises: [
      status(200),
      that(
        'there are keys, none with a private part',
        (answer) => answer.json.keys.length > 0 && !/"(d|p|q|dp|dq|qi|k)":/.test(answer.text),
        ({ json }) => json.keys.map((key: object) => Object.keys(key)),
      ),
    ],
  });
}

async function codeForTokens(tour: Tour, browser: Browser): Promise<void> {
  const { issuer } = tour.places;
  const request: CodeRequest = newCodeRequest(issuer);
  const page = await tour.step({
    title: 'The command line opens a browser, with a PKCE challenge',
    why: 'It is a public client: a secret inside the program would be no secret, so it has none.',
    play: () => browser.open({ url: request.url }, toCommandLine),
    promises: [status(200), holds('Sign in to Shop CLI')],
  });
  const { leadsTo } = await tour.step({
    title: 'Alice signs in; the browser is sent back with a code',
    why: 'To a port on her own machine. iss tells the program who answered (RFC 9207).',
    play: () => browser.submit(page, isPasswordForm, credentialsOf(people.alice), toCommandLine),
    promises: [
      that(
        'a code, our state and the issuer’s name',
        ({ leadsTo }) => {
          const has = leadsTo?.searchParams;
          return (
            has?.get('code')?.startsWith('sp_ac_') === true &&
            has.get('state') === request.state &&
            has.get('iss') === issuer
          );
        },
        ({ leadsTo, status }) => leadsTo?.href ?? `status ${status}`,
      ),
    ],
  });
  const code = leadsTo?.searchParams.get('code') ?? '';
  await tour.step({
    title: 'The program redeems the code, and shows the verifier',
    why: 'The tokens come over a connection of its own, never through the browser’s address bar.',
    play: () => redeemCode(tour.program('command line'), issuer, code, request.verifier),
    promises: [
      status(200),
      begins('access_token', 'sp_at_'),
      begins('refresh_token', 'sp_rt_'),
      begins('id_token', 'eyJ'),
    ],
  });
}

interface Redemption {
  code: string;
  answer: Answer;
}

async function replayCode(tour: Tour, browser: Browser): Promise<void> {
  const { issuer, gateway } = tour.places;
  const request = newCodeRequest(issuer);
  const code = await tour.step({
    title: 'Alice starts the program again',
    why:
      'She is signed in, so no password is asked for. But any program could listen on a port of her ' +
      'machine, so the issuer asks her whether she started this one (RFC 8252, section 8.6).',
    play: () => fetchCode(browser, request),
    promises: [expectation<string>('a code', (code) => code.startsWith('sp_ac_'))],
  });
  await tour.step({
    title: 'A thief has read the code from the redirect, and makes up a verifier',
    why: 'That is what PKCE is for (RFC 7636).',
    play: () => redeemCode(tour.program('thief'), issuer, code, newCodeRequest(issuer).verifier),
    promises: refused(400, 'invalid_grant'),
  });

  const second = newCodeRequest(issuer);
  const { code: spent, answer } = await tour.step({
    title: 'Another code, redeemed properly',
    why: 'Another program kept a copy of the code.',
    async play() {
      const code = await fetchCode(browser, second);
      const sender = tour.program('command line');
      return { code, answer: await redeemCode(sender, issuer, code, second.verifier) };
    },
    promises: [
      expectation<Redemption>(
        'tokens',
        ({ answer }) => answer.status === 200,
        ({ answer }) => answer.text,
      ),
    ],
  });
  await tour.step({
    title: 'The same code a second time',
    why: 'Two parties hold the code, so one of them is a thief, and it is not known which …',
    play: () => redeemCode(tour.program('another program'), issuer, spent, second.verifier),
    promises: refused(400, 'invalid_grant'),
  });
  await tour.step({
    title: 'The access token from the first redemption',
    why: '… so every token from this code is revoked (RFC 6749, section 4.1.2).',
    play: () =>
      tour
        .program('command line')
        .send({ url: `${gateway}/api/orders`, bearer: answer.json.access_token }),
    promises: refused(401, 'invalid_token'),
  });
}

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

const tokensOf = ({ json }: Answer): Tokens => ({
  accessToken: json.access_token,
  refreshToken: json.refresh_token,
});

async function newTokens(tour: Tour, browser: Browser): Promise<Tokens> {
  const { issuer } = tour.places;
  const answer = await tour.step({
    title: 'The program starts again',
    why: 'A new code, and a new grant with tokens of its own.',
    async play() {
      const request = newCodeRequest(issuer);
      const code = await fetchCode(browser, request);
      return redeemCode(tour.program('command line'), issuer, code, request.verifier);
    },
    promises: [status(200), begins('refresh_token', 'sp_rt_')],
  });
  return tokensOf(answer);
}

async function rotate(tour: Tour, first: Tokens): Promise<void> {
  const { issuer } = tour.places;
  const use = (token: string) => () => refresh(tour.program('command line'), issuer, token);
  const isNew = (old: string) =>
    that(
      'there is a new refresh token',
      ({ json }) => json.refresh_token?.startsWith('sp_rt_') && json.refresh_token !== old,
      ({ json }) => json.refresh_token,
    );

  const second = tokensOf(
    await tour.step({
      title: 'It refreshes',
      why: 'A public client gets a new refresh token each time (RFC 9700, section 4.14.2).',
      play: use(first.refreshToken),
      promises: [status(200), isNew(first.refreshToken)],
    }),
  );
  await tour.step({
    title: 'The answer was lost: it refreshes with the old one again',
    why:
      'Within ten seconds, and while the successor is unused, the answer is the same successor. Two ' +
      'tabs, or a lost answer, do not sign the person out.',
    play: use(first.refreshToken),
    promises: [status(200), body('refresh_token', second.refreshToken)],
  });
  const third = tokensOf(
    await tour.step({
      title: 'It goes on with the successor',
      why: 'From now on the first refresh token is a replay.',
      play: use(second.refreshToken),
      promises: [status(200), isNew(second.refreshToken)],
    }),
  );
  await tour.step({
    title: 'Another program uses the first one',
    why: 'Its successor was used already, so two parties hold the same family of tokens: all of it is revoked.',
    play: use(first.refreshToken),
    promises: refused(400, 'invalid_grant'),
  });
  await tour.step({
    title: 'The newest refresh token',
    why: 'Revoked along with its family.',
    play: use(third.refreshToken),
    promises: refused(400, 'invalid_grant'),
  });
  await tour.step({
    title: 'The newest access token',
    why: 'It is revoked too, from the very next request on.',
    play: () => listOrders(tour, third.accessToken),
    promises: refused(401, 'invalid_token'),
  });
}

async function revoke(tour: Tour, { accessToken }: Tokens): Promise<void> {
  const { issuer } = tour.places;
  await tour.step({
    title: 'The program asks who Alice is',
    why: 'Userinfo answers what the scopes allow: profile and email.',
    play: () =>
      tour.program('command line').send({ url: `${issuer}/userinfo`, bearer: accessToken }),
    promises: [status(200), body('name', 'Alice'), body('email', 'alice@example.com')],
  });
  await tour.step({
    title: 'It lists the orders',
    why: 'So that the gateway has the token in its cache.',
    play: () => listOrders(tour, accessToken),
    promises: [status(200)],
  });
  const before = performance.now();
  await tour.step({
    title: 'It revokes the token',
    why: 'RFC 7009. The call returns once no gateway accepts it any more.',
    play: () =>
      tour.program('command line').send({
        url: `${issuer}/revoke`,
        form: { token: accessToken, client_id: commandLine.id },
      }),
    promises: [status(200)],
  });
  const took = Math.round(performance.now() - before);
  await tour.step({
    title: 'The next request with it',
    why: 'No gateway’s cache still accepts it.',
    play: () => listOrders(tour, accessToken),
    promises: refused(401, 'invalid_token'),
  });
  tour.highlight(`Revoking a token took ${took} ms, until every gateway obeyed.`);
}

async function onItsOwn(tour: Tour): Promise<void> {
  const { issuer } = tour.places;
  const { json } = await tour.step({
    title: 'No person involved: the API server acts for itself',
    why: 'Client credentials. No refresh token: with the secret it can get another token at any time.',
    play: () =>
      tour.program('API server').send({
        url: `${issuer}/token`,
        as: programs.apiServer,
        form: { grant_type: 'client_credentials', resource: apis.orders },
      }),
    promises: [
      status(200),
      begins('access_token', 'sp_at_'),
      that('no refresh token', ({ json }) => json.refresh_token === undefined),
    ],
  });
  await tour.step({
    title: 'It lists the orders',
    why: 'A service has roles like a person, and its requests pass the same gateway.',
    play: () => listOrders(tour, json.access_token, 'API server'),
    promises: [status(200)],
  });
  await tour.step({
    title: 'An attacker guesses its secret',
    why: 'The answer is invalid_client and says nothing more.',
    play: () =>
      tour.program('another program').send({
        url: `${issuer}/token`,
        as: { ...programs.apiServer, secret: 'dev-secret-of-the-shop-api-server-9999' },
        form: { grant_type: 'client_credentials' },
      }),
    promises: refused(401, 'invalid_client'),
  });
}

async function signOut(tour: Tour): Promise<void> {
  const { gateway, places } = { gateway: tour.places.gateway, places: tour.places };
  const bob = tour.browser('Bob’s browser');
  await tour.step({
    title: 'Bob signs in to the shop, and looks at the orders',
    why: 'In the browser again, where a cookie stands for the tokens.',
    async play() {
      await signIn(bob, places, people.bob);
      return bob.send({ url: `${gateway}/api/orders` });
    },
    promises: [status(200)],
  });
  const stolen = bob.cookies.header(new URL(gateway)) ?? '';
  const { json } = await tour.step({
    title: 'He signs out',
    why: 'The gateway has the session ended at the issuer, removes its cookie and says where the other one is.',
    play: () => bob.send({ url: `${gateway}/auth/logout`, json: {}, headers: { origin: gateway } }),
    promises: [status(200), begins('location', `${places.issuer}/logout?`)],
  });
  await tour.step({
    title: 'A thief uses a copy of his cookie',
    why: 'Once signing out has returned, no gateway accepts the tokens in the cookie.',
    play: () =>
      tour
        .program('another program')
        .send({ url: `${gateway}/api/orders`, headers: { cookie: stolen } }),
    promises: [status(401)],
  });
  await tour.step({
    title: 'His browser goes by the issuer',
    why: 'It drops its cookie there. The session has ended: there is no question left to ask.',
    play: () => bob.open({ url: json.location }),
    promises: [
      status(200),
      that(
        'he is back at the shop',
        ({ url }) => url.origin === new URL(gateway).origin,
        ({ url }) => url.href,
      ),
    ],
  });
  await tour.step({
    title: 'The shop asks who is there',
    why: 'No one is signed in.',
    play: () => bob.send({ url: `${gateway}/auth/session` }),
    promises: [status(200), body('signed_in', false)],
  });
  await tour.step({
    title: 'He wants to sign in again',
    why: 'The issuer’s own session has ended as well: it asks for a password.',
    play: () => bob.open({ url: newCodeRequest(places.issuer).url }, toCommandLine),
    promises: [
      status(200),
      that(
        'the form asks for a password',
        ({ text }) => readForms(text).some(isPasswordForm),
        ({ leadsTo, text }) => leadsTo?.href ?? text.slice(0, 300),
      ),
    ],
  });
}
