import { randomUUID } from 'node:crypto';
import { codeOfApp } from '../authenticator-app.ts';
import type { Person } from '../cast.ts';
import { claimsOf } from '../claims.ts';
import { newCodeRequest, redeemCode, toCommandLine } from '../code-flow.ts';
import type { Answer, Browser } from '../http.ts';
import { codeIn, openMail } from '../mailbox.ts';
import { beginSignIn, credentialsOf, isPasswordForm } from '../sign-in.ts';
import { body, holds, status, that } from '../step.ts';
import type { Chapter, Tour } from '../tour.ts';

export const firstDay: Chapter = {
  title: 'A new user’s first day',
  opening:
    'Dora has no account yet. She makes one, proves that the address is hers, adds a second factor, ' +
    'signs in on another device, and ends the session on the first one.',
  async play(tour) {
    // The tour can be played again against the same system.
    const email = `dora-${randomUUID().slice(0, 8)}@example.com`;
    const dora: Person = { name: 'Dora', email, password: 'four quiet boats at noon' };
    const laptop = tour.browser('Dora’s laptop');
    await register(tour, laptop, dora);
    const codes = await addSecondFactor(tour, laptop, dora);
    const tablet = tour.browser('Dora’s tablet');
    await signInElsewhere(tour, tablet, dora, codes);
    await endTheOther(tour, laptop, tablet);
  },
};

const hasField = (name: string) => (form: { fields: object }) => name in form.fields;

const sendsCode = ({ action }: { action: string }) => action.includes('/confirm-mailbox/');

async function register(tour: Tour, laptop: Browser, dora: Person): Promise<void> {
  const { places } = tour;
  const offered = await tour.step({
    title: 'Dora wants to sign in to the shop',
    why: 'registration: open in sallyport.yaml lets people make an account by themselves.',
    async play() {
      const { json } = await beginSignIn(laptop, places);
      return laptop.open({ url: json.location });
    },
    promises: [status(200), holds('Create an account')],
  });
  const asked = await tour.step({
    title: 'She gives her address',
    why: 'An address that has an account gets the same page, and another mail: the page tells no one who is here.',
    async play() {
      const page = await laptop.open({ url: linkTo(offered, '/register/') });
      return laptop.submit(page, hasField('email'), { email: dora.email });
    },
    promises: [status(200), holds('Look into your mailbox')],
  });
  const mail = await tour.step({
    title: 'She reads the mail',
    why: 'On this machine mails are not sent, but shown at /dev/mail. In production there is no such page.',
    play: () => openMail(laptop, places, dora.email),
    promises: [status(200), that('there is a code in it', (page) => codeIn(page) !== '')],
  });
  await tour.step({
    title: 'She types the code, her name and a password, and is in the shop',
    why: 'Only now is there an account. The password is checked against a list of those that were lost elsewhere.',
    async play() {
      const details = await laptop.submit(asked, hasField('code'), { code: codeIn(mail) });
      const { name, password } = dora;
      return laptop.submit(details, hasField('password'), { name, password });
    },
    promises: [status(200), isAt('the shop', places.gateway)],
  });
  await tour.step({
    title: 'She may read orders at once',
    why: 'Who registers joins the group customers, as the configuration says, and a group has roles.',
    play: () => laptop.send({ url: `${places.gateway}/api/orders` }),
    promises: [status(200), holds('Walnut chessboard')],
  });
}

/** @returns the recovery codes */
async function addSecondFactor(tour: Tour, laptop: Browser, dora: Person): Promise<string[]> {
  const { issuer } = tour.places;
  const request = newCodeRequest(issuer);
  const again = await tour.step({
    title: 'The command line asks for two factors',
    why: 'acr_values=aal2. Her session has one, from before; what locks others out is set up after a sign-in only.',
    play: () => laptop.open({ url: `${request.url}&acr_values=aal2` }, toCommandLine),
    promises: [status(200), holds('Sign in to Shop CLI')],
  });
  const mailbox = await tour.step({
    title: 'She signs in, and confirms that it is her before she sets up a second step',
    why: 'Who knows a password alone does not get the first factor: a code comes to the verified address before.',
    play: () => laptop.submit(again, isPasswordForm, credentialsOf(dora), toCommandLine),
    promises: [status(200), holds('Confirm that it is you')],
  });
  const choice = await tour.step({
    title: 'She types the code of the mail, and chooses between a passkey and an authenticator app',
    why: 'Who has no second factor yet sets one up on the way.',
    async play() {
      const typing = await laptop.submit(mailbox, sendsCode, {});
      const mail = await openMail(laptop, tour.places, dora.email, 'confirm that it is you');
      return laptop.submit(typing, hasField('code'), { code: codeIn(mail) }, toCommandLine);
    },
    promises: [status(200), holds('Passkey'), holds('Authenticator app')],
  });
  const setUp = await tour.step({
    title: 'She scans the picture with her app',
    why: 'The secret is stored nowhere until a code of the app has proved that the app has it.',
    play: () => laptop.open({ url: linkTo(choice, '/set-up-totp/') }),
    promises: [status(200), holds('Set up an authenticator app'), holds('<svg class="qr"')],
  });
  const secret = /class="secret">([^<]+)</.exec(setUp.text)?.[1]?.replaceAll(' ', '') ?? '';
  const kept = await tour.step({
    title: 'She types the code that the app shows, and keeps the recovery codes',
    why: 'A code is taken once. Ten codes for paper are shown this once; stored are their hashes.',
    play: () => laptop.submit(setUp, hasField('secret'), { code: codeOfApp(secret) }),
    promises: [
      status(200),
      that('ten recovery codes', (page) => codesOf(page).length === 10, codesOf),
    ],
  });
  await tour.step({
    title: 'The command line gets its tokens',
    why: 'They tell truly how she signed in: acr and amr are in the ID token, and in every JWT that a service gets.',
    async play() {
      const next = linkTo(kept, '/authorize/');
      const { leadsTo } = await laptop.open({ url: next }, toCommandLine);
      const code = leadsTo?.searchParams.get('code') ?? '';
      return redeemCode(tour.program('command line'), issuer, code, request.verifier);
    },
    promises: [
      status(200),
      that(
        'acr is aal2, amr is mfa, otp, pwd',
        (answer) => howSignedIn(answer) === 'aal2: mfa, otp, pwd',
        howSignedIn,
      ),
    ],
  });
  return codesOf(kept);
}

async function signInElsewhere(
  tour: Tour,
  tablet: Browser,
  dora: Person,
  [code = '']: string[],
): Promise<void> {
  const { places } = tour;
  const asked = await tour.step({
    title: 'In the evening she signs in on her tablet',
    why: 'Who has a second factor is asked for it on every new device, also where one factor would do.',
    async play() {
      const { json } = await beginSignIn(tablet, places);
      const page = await tablet.open({ url: json.location });
      return tablet.submit(page, isPasswordForm, credentialsOf(dora));
    },
    promises: [status(200), holds('Enter the code of your app')],
  });
  await tour.step({
    title: 'Her phone is upstairs: she uses a recovery code',
    why: 'Each works once. The audit log notes it, and how many are left.',
    async play() {
      const page = await tablet.open({ url: linkTo(asked, '/recovery-code/') });
      return tablet.submit(page, hasField('code'), { code });
    },
    promises: [status(200), isAt('the shop', places.gateway)],
  });
}

async function endTheOther(tour: Tour, laptop: Browser, tablet: Browser): Promise<void> {
  const { issuer, gateway } = tour.places;
  const listed = await tour.step({
    title: 'She looks at where she is signed in',
    why: 'The account page stands at the issuer: this device, and every other one.',
    play: () => tablet.open({ url: `${issuer}/account/sessions` }),
    promises: [status(200), holds('/account/sessions/end-others')],
  });
  const before = performance.now();
  await tour.step({
    title: 'She ends all other sessions',
    why: 'The call returns when every gateway has heard of it.',
    play: () => tablet.submit(listed, ({ action }) => action.endsWith('/end-others'), {}),
    promises: [status(200)],
  });
  const took = Math.round(performance.now() - before);
  tour.highlight(`Ending a session on another device took ${took} ms, until every gateway obeyed.`);
  await tour.step({
    title: 'The very next request of the laptop',
    why: 'Refused. The cookie is still there, and worth nothing.',
    play: () => laptop.send({ url: `${gateway}/api/orders` }),
    promises: [status(401)],
  });
  await tour.step({
    title: 'The tablet goes on',
    why: 'Its own session was not meant.',
    play: () => tablet.send({ url: `${gateway}/auth/session` }),
    promises: [status(200), body('signed_in', true)],
  });
}

function howSignedIn({ json }: Answer): string {
  const { acr, amr } = claimsOf({ text: json.id_token ?? '' });
  return `${acr}: ${[amr].flat().toSorted().join(', ')}`;
}

const codesOf = ({ text }: Answer): string[] =>
  [...text.matchAll(/<code>([A-Z-]+)<\/code>/g)].map(([, code]) => code!);

const isAt = (place: string, origin: string) =>
  that(
    `she is at ${place}`,
    ({ url }) => url.origin === new URL(origin).origin,
    ({ url }) => url.href,
  );

/** The address of the first link of a page that leads there. */
function linkTo({ text, url }: Answer, path: string): string {
  const href = new RegExp(`href="([^"]*${path}[^"]*)"`).exec(text)?.[1] ?? '';
  return new URL(href, url).href;
}
