import { apis, programs } from '../cast.ts';
import type { Answer } from '../http.ts';
import { begins, body, expectation, refused, status, that } from '../step.ts';
import type { Chapter, Tour } from '../tour.ts';

const order = (identifier: string) => ({ type: 'order', identifier, actions: ['read'] });

interface Link {
  id: string;
  token: string;
  page: string;
  expiresAt: number;
}

function linkOf({ json }: Answer): Link {
  const [page = '', token = ''] = String(json.url).split('#action_token=');
  return { id: json.id, token, page, expiresAt: Date.parse(json.expires_at) };
}

export const actionLinks: Chapter = {
  title: 'Action links',
  opening:
    'An API server sends a person a link to one order. The link works once and expires soon, and ' +
    'no mail scanner, log or browser history can use it up or give it away.',
  async play(tour) {
    const link = await makeLink(tour);
    await scannersComeFirst(tour, link);
    const token = await redeemOnce(tour, link);
    await useIt(tour, token);
    await refuseTheRest(tour, link);
    await revokeOne(tour);
    await race(tour);
    await outliveOne(tour);
  },
};

const asApiServer = (tour: Tour) => {
  const sender = tour.program('API server');
  const url = `${tour.places.issuer}/links`;
  return {
    make: (expiresIn: number) =>
      sender.send({
        url,
        as: programs.apiServer,
        json: {
          url: `${tour.places.gateway}/landing.html?order=42`,
          api: apis.orders,
          permissions: ['orders:read'],
          authorization_details: [order('42')],
          expires_in: expiresIn,
        },
      }),
    read: (id: string) => sender.send({ url: `${url}/${id}`, as: programs.apiServer }),
    revoke: (id: string) =>
      sender.send({ method: 'DELETE', url: `${url}/${id}`, as: programs.apiServer }),
  };
};

const redeem = (tour: Tour, token: string, retryKey?: string) =>
  tour.program('landing page').send({
    url: `${tour.places.issuer}/links/redeem`,
    headers: { origin: new URL(tour.places.gateway).origin },
    json: { action_token: token, ...(retryKey ? { retry_key: retryKey } : {}) },
  });

async function makeLink(tour: Tour): Promise<Link> {
  const answer = await tour.step({
    title: 'The API server asks for a link to order 42',
    why:
      'The token sits behind the #: browsers do not send that part, so it reaches no server, ' +
      'no log and no Referer header. The page behind the link reads it and sends it in a POST.',
    play: () => asApiServer(tour).make(900),
    promises: [
      status(201),
      that(
        'the token is in the fragment of the URL',
        ({ json }) => /^[^#]+#action_token=sp_act_[\w-]+$/.test(json.url),
        ({ json }) => json.url,
      ),
    ],
  });
  return linkOf(answer);
}

interface Scanned {
  visits: Answer[];
  link: Answer;
}

async function scannersComeFirst(tour: Tour, link: Link): Promise<void> {
  const scanner = tour.program('mail scanner');
  await tour.step({
    title: 'A mail scanner opens the link before the person does',
    why: 'Opening a link is not using it. Only the POST of the page, after it has loaded, counts.',
    async play() {
      const visits = [
        await scanner.send({ method: 'HEAD', url: link.page }),
        await scanner.send({ url: link.page, headers: { 'user-agent': 'MailScanner/1.0' } }),
      ];
      return { visits, link: await asApiServer(tour).read(link.id) };
    },
    promises: [
      expectation<Scanned>(
        'the page is there for everybody',
        ({ visits }) => visits.every((visit) => visit.status === 200),
        ({ visits }) => visits.map((visit) => visit.status),
      ),
      expectation<Scanned>(
        'the link is active and unused',
        ({ link: { json } }) => json.state === 'active' && json.used === 0,
        ({ link: { json } }) => json,
      ),
    ],
  });
}

async function redeemOnce(tour: Tour, { token }: Link): Promise<string> {
  const retryKey = 'tour-retry-key-0001';
  const first = await tour.step({
    title: 'The page swaps the action token for an access token',
    why: 'A JSON POST, so that the token is in no URL. The access token is good for order 42 only.',
    play: () => redeem(tour, token, retryKey),
    promises: [
      status(200),
      begins('access_token', 'sp_at_'),
      body('authorization_details', [order('42')]),
    ],
  });
  const again = await tour.step({
    title: 'The answer got lost: the page asks again with the same retry key',
    why:
      'The page stored the key before it sent the request. A retry with the same key gets the same ' +
      'rights until the same moment, so a lost answer does not use up the link.',
    play: () => redeem(tour, token, retryKey),
    promises: [
      status(200),
      body('authorization_details', first.json.authorization_details),
      that(
        'it does not live longer than the first',
        ({ json }) => json.expires_in <= first.json.expires_in,
        ({ json }) => json.expires_in,
      ),
    ],
  });
  return again.json.access_token;
}

async function useIt(tour: Tour, token: string): Promise<void> {
  const page = tour.program('landing page');
  const get = (path: string) => () =>
    page.send({ url: `${tour.places.gateway}${path}`, bearer: token });
  await tour.step({
    title: 'The page shows order 42',
    why: 'The gateway swaps the opaque token for a JWT that names this order, and forwards.',
    play: get('/api/orders/42'),
    promises: [status(200), body('id', '42')],
  });
  await tour.step({
    title: 'The same token for order 41',
    why: 'The token is confined to the resource that the link was made for.',
    play: get('/api/orders/41'),
    promises: refused(403, 'insufficient_scope'),
  });
  await tour.step({
    title: 'The same token for the list of all orders',
    why: 'Its permission orders:read counts only for the resource that it is confined to.',
    play: get('/api/orders'),
    promises: refused(403, 'insufficient_scope'),
  });
}

async function refuseTheRest(tour: Tour, { token }: Link): Promise<void> {
  await tour.step({
    title: 'Another person finds the link in a mailbox and tries it again',
    why: 'Redeeming is one conditional statement in the database: it succeeds once.',
    play: () => redeem(tour, token),
    promises: refused(400, 'used_action_token'),
  });
  const altered = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
  await tour.step({
    title: 'An attacker changes one character of the token',
    why: 'A checksum refuses malformed tokens without a look-up; 256 random bits cannot be guessed.',
    play: () => redeem(tour, altered),
    promises: refused(400, 'invalid_action_token'),
  });
}

async function revokeOne(tour: Tour): Promise<void> {
  const link = linkOf(
    await tour.step({
      title: 'The API server makes another link',
      why: 'To revoke it after it was used.',
      play: () => asApiServer(tour).make(900),
      promises: [status(201)],
    }),
  );
  const { json } = await tour.step({
    title: 'A page redeems it',
    why: 'Now there is an access token as well.',
    play: () => redeem(tour, link.token, 'tour-retry-key-0002'),
    promises: [status(200)],
  });
  await tour.step({
    title: 'The API server revokes the link',
    why: 'The call returns when every gateway has obeyed, and not before.',
    play: () => asApiServer(tour).revoke(link.id),
    promises: [status(204)],
  });
  await tour.step({
    title: 'The link gives nothing any more',
    why: 'Not even with the retry key of the successful redemption.',
    play: () => redeem(tour, link.token, 'tour-retry-key-0002'),
    promises: refused(400, 'revoked_action_token'),
  });
  await tour.step({
    title: 'The access token from the link is refused, too',
    why: 'Revoking a link revokes the tokens that came from it, from the very next request on.',
    play: () =>
      tour.program('landing page').send({
        url: `${tour.places.gateway}/api/orders/42`,
        bearer: json.access_token,
      }),
    promises: refused(401, 'invalid_token'),
  });
}

async function race(tour: Tour): Promise<void> {
  const callers = 100;
  await tour.step({
    title: `A link that ${callers} callers redeem at the same moment`,
    why: 'Exactly one succeeds, whatever the timing: the claim is atomic in PostgreSQL.',
    async play() {
      const { token } = linkOf(await asApiServer(tour).make(900));
      const all = Array.from({ length: callers }, () => redeem(tour, token));
      return Promise.all(all);
    },
    promises: [
      expectation(
        'one token',
        countOf((answer) => answer.status === 200, 1),
        summary,
      ),
      expectation(
        `${callers - 1} times used_action_token`,
        countOf((answer) => answer.json.error === 'used_action_token', callers - 1),
        summary,
      ),
    ],
  });
}

const countOf =
  (which: (answer: Answer) => boolean, expected: number) => (answers: readonly Answer[]) =>
    answers.filter(which).length === expected;

function summary(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, json } of answers) {
    const key = `${status} ${json.error ?? ''}`.trim();
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

async function outliveOne(tour: Tour): Promise<void> {
  const link = linkOf(
    await tour.step({
      title: 'A link that lives for one second',
      why: 'The API server chooses the lifetime; thirty days at most.',
      play: () => asApiServer(tour).make(1),
      promises: [status(201)],
    }),
  );
  await tour.waitUntil(link.expiresAt, 'until the link has expired');
  await tour.step({
    title: 'The link is redeemed too late',
    why: 'The error code says why it was refused, so that the page can tell the person.',
    play: () => redeem(tour, link.token),
    promises: refused(400, 'expired_action_token'),
  });
}
