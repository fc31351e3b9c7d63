import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVisitor, type Visitor } from '../../../../testing/visitor.ts';
import { anAdministrator } from '../directory/context.fixture.ts';
import { updateUser } from '../directory/users/change-users.service.ts';
import { type People, type Person, startPeople } from '../registration/people.fixture.ts';

let people: People;

beforeAll(async () => {
  people = await startPeople({ sign_in: { ways: ['password', 'email_code', 'magic_link'] } });
});
afterAll(() => people.issuer.close());

/** A person who has an account, and has asked for a mail. */
async function asked(way: 'email-code' | 'magic-link') {
  const email = people.newAddress();
  const userId = await people.account(email);
  const person = await people.arrive();
  const sent = await person.send(`/${way}/${person.id}`, { email });
  expect(sent.next).toBe(`${people.issuer.url}/${way}/${person.id}`);
  return { email, userId, person };
}

const type = (person: Person, way: 'email-code' | 'magic-link', code: string) =>
  person
    .get(`/${way}/${person.id}`)
    .then((page) => person.send(`/${way}/${person.id}/check`, { code }, page));

const isBack = (at: unknown) => at instanceof URL && at.searchParams.has('code');

test('the sign-in page offers what the configuration has', async () => {
  const person = await people.arrive();
  const { text } = await person.get(`/sign-in/${person.id}`);
  expect(text).toContain(`formaction="/email-code/${person.id}" formnovalidate`);
  expect(text).toContain('E-mail me a link');
  expect(text).toContain('Forgot password?');
  expect(text).not.toContain('Create an account');
});

describe('a code', () => {
  test('signs its owner in, as one factor, once', async () => {
    const { email, userId, person } = await asked('email-code');
    const page = await person.get(`/email-code/${person.id}`);
    expect(page.text).toContain(email);
    const code = people.mails.codeTo(email);
    const [first, second] = await Promise.all([
      person.send(`/email-code/${person.id}/check`, { code }, page),
      person.send(`/email-code/${person.id}/check`, { code }, page),
    ]);
    // A double click: both lead on.
    expect([first.next, second.next]).toEqual(
      Array(2).fill(`${people.issuer.url}/authorize/${person.id}`),
    );
    expect(isBack(await person.follow(first))).toBe(true);
    expect(await people.sessionsOf(userId)).toMatchObject([{ amr: ['otp'], acr: 'aal1' }]);
    // By then it is no double click any more.
    people.issuer.clock.advance(11);
    expect((await person.get(`/email-code/${person.id}`)).text).toContain('expired');
  });

  test('that is wrong is counted, told, and dead after five', async () => {
    const { email, userId, person } = await asked('email-code');
    const code = people.mails.codeTo(email);
    const wrong = code === '000000' ? '000001' : '000000';
    for (const left of ['4 more attempts', '3 more', '2 more', '1 more attempt.']) {
      const refused = await type(person, 'email-code', wrong);
      expect(refused.status).toBe(403);
      expect(refused.text).toContain(left);
    }
    const page = await person.get(`/email-code/${person.id}`);
    const last = await person.send(`/email-code/${person.id}/check`, { code: wrong }, page);
    // Even the right one.
    const late = await person.send(`/email-code/${person.id}/check`, { code }, page);
    for (const refused of [last, late]) {
      const told = await person.follow(refused);
      expect(told).toMatchObject({ text: expect.stringContaining('can no longer be used') });
      expect(told).toMatchObject({ text: expect.stringContaining(`value="${email}"`) });
    }
    expect(await people.sessionsOf(userId)).toEqual([]);
    const refusals = await people.events(`user:${userId}`);
    expect(refusals.filter(({ action }) => action === 'code.refuse')).toHaveLength(5);
  });

  test('is sent to a browser that the account knows, however many strangers asked for', async () => {
    const { email, person } = await asked('email-code');
    const page = await person.get(`/email-code/${person.id}`);
    const code = people.mails.codeTo(email);
    await person.follow(await person.send(`/email-code/${person.id}/check`, { code }, page));
    const { sql } = people.issuer.context;
    await sql`truncate mail_limits`;
    await sql`update sessions set ended_at = now()`;
    const ask = async (visitor?: Visitor) => {
      const by = await people.arrive(visitor);
      return by.send(`/email-code/${by.id}`, { email });
    };
    const strangers = [];
    for (let time = 0; time < 7; time++) strangers.push((await ask()).status);
    expect(strangers).toEqual([...Array(6).fill(303), 429]);
    expect((await ask(person.visitor)).status).toBe(303);
  });

  test('is of no use in another browser, nor with a form of another one', async () => {
    const { email, userId, person } = await asked('email-code');
    const thief = await people.arrive();
    const code = people.mails.codeTo(email);
    const own = await thief.get(`/email-code/${thief.id}`);
    await thief.send(`/email-code/${thief.id}/check`, { code }, own);
    await thief.send(`/email-code/${person.id}/check`, { code }, own);
    const forged = await person.send(`/email-code/${person.id}/check`, { code }, own);
    expect(forged.next).toBe(`${people.issuer.url}/email-code/${person.id}`);
    expect(await people.sessionsOf(userId)).toEqual([]);
  });

  test('of another sign-in lives on while others are asked for', async () => {
    const { email, userId, person } = await asked('email-code');
    const code = people.mails.codeTo(email);
    const stranger = await people.arrive();
    await stranger.send(`/email-code/${stranger.id}`, { email });
    expect(isBack(await person.follow(await type(person, 'email-code', code)))).toBe(true);
    expect(await people.sessionsOf(userId)).toHaveLength(1);
  });

  test('is worth nothing once the account is disabled, at whichever moment', async () => {
    const { email, userId, person } = await asked('email-code');
    const right = await type(person, 'email-code', people.mails.codeTo(email));
    await updateUser(userId, { disabled: true }, anAdministrator, people.issuer.context);
    expect(isBack(await person.follow(right))).toBe(false);
    expect(await people.sessionsOf(userId)).toEqual([]);
  });

  test('for what is no address is refused with words', async () => {
    const person = await people.arrive();
    const refused = await person.send(`/email-code/${person.id}`, { email: 'no address' });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('has one @');
  });
});

describe('a link', () => {
  test('signs in where it was asked for, at a press of a button and not before', async () => {
    const { email, userId, person } = await asked('magic-link');
    const link = people.mails.linkTo(email);
    const pages = await Promise.all([person.get(link), person.get(link), person.get(link)]);
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(pages[0]!.text).toContain('Sign in to Shop?');
    expect(pages[0]!.headers.get('referrer-policy')).toBe('no-referrer');
    const secret = new URL(link, people.issuer.url).searchParams.get('secret')!;
    const open = `/magic-link/${person.id}/open`;
    const pressed = await Promise.all([1, 2].map(() => person.send(open, { secret }, pages[0])));
    for (const { next } of pressed) {
      expect(next).toBe(`${people.issuer.url}/authorize/${person.id}`);
    }
    expect(isBack(await person.follow(pressed[0]!))).toBe(true);
    expect(await people.sessionsOf(userId)).toMatchObject([{ amr: ['otp'] }]);
    expect((await person.get(link)).status).toBe(404);
  });

  test('opened in another browser shows a code, and no one is signed in there', async () => {
    const { email, userId, person } = await asked('magic-link');
    const link = people.mails.linkTo(email);
    const other = createVisitor();
    const shown = await other.get(people.issuer.url + link);
    const again = await other.get(people.issuer.url + link);
    const code = />([A-Z]{4}-[A-Z]{4})</.exec(shown.text)?.[1];
    expect(code).toBeDefined();
    expect(again.text).toContain(code);
    expect(shown.text).not.toContain('<form class="form"');
    const secret = new URL(link, people.issuer.url).searchParams.get('secret')!;
    const stranger = await people.arrive();
    const own = await stranger.get(`/magic-link/${stranger.id}`);
    expect((await stranger.send(`/magic-link/${stranger.id}/open`, { secret }, own)).status).toBe(
      404,
    );
    expect(await people.sessionsOf(userId)).toEqual([]);
    const typed = await type(person, 'magic-link', code!.toLowerCase());
    expect(isBack(await person.follow(typed))).toBe(true);
    expect(await people.sessionsOf(userId)).toHaveLength(1);
    expect((await other.get(people.issuer.url + link)).status).toBe(404);
  });

  test('of another sign-in of the same browser signs in neither there nor here', async () => {
    const { email, userId, person } = await asked('magic-link');
    const other = await people.arrive(person.visitor);
    const secret = new URL(people.mails.linkTo(email), people.issuer.url).searchParams.get(
      'secret',
    )!;
    const open = `/magic-link/${other.id}/open`;
    const shown = await person.get(`${open}?secret=${secret}`);
    expect(shown.text).toMatch(/>[A-Z]{4}-[A-Z]{4}</);
    const own = await other.get(`/magic-link/${other.id}`);
    expect((await other.send(open, { secret }, own)).status).toBe(404);
    expect(await people.sessionsOf(userId)).toEqual([]);
  });

  test('is in no log', async () => {
    const { email, person } = await asked('magic-link');
    const link = people.mails.linkTo(email);
    await person.get(link);
    const secret = new URL(link, people.issuer.url).searchParams.get('secret')!;
    await person.send(`/magic-link/${person.id}/open`, { secret }, await person.get(link));
    expect(people.issuer.logged.join()).toContain('/magic-link/');
    expect(people.issuer.logged.join()).not.toContain(secret);
  });
});

describe.each(['email-code', 'magic-link'] as const)(
  'who has an account is not told: %s',
  (way) => {
    const answers = async (email: string) => {
      const person = await people.arrive();
      const sent = await person.send(`/${way}/${person.id}`, { email });
      const page = await person.get(`/${way}/${person.id}`);
      const tried = await person.send(`/${way}/${person.id}/check`, { code: 'XXXXXXXX' }, page);
      const hide = (text: string) =>
        text
          .replaceAll(person.id, 'ID')
          .replaceAll(email, 'EMAIL')
          .replaceAll(/(name="csrf" value|href|action|formaction)="[^"]*"/g, '$1');
      return [
        sent.status,
        sent.next?.replace(person.id, 'ID'),
        hide(page.text),
        tried.status,
        hide(tried.text),
      ];
    };

    test('neither by what is said, nor by limits', async () => {
      const [known, unknown, disabled] = [1, 2, 3].map(() => people.newAddress()) as [
        string,
        string,
        string,
      ];
      await people.account(known);
      const id = await people.account(disabled);
      await updateUser(id, { disabled: true }, anAdministrator, people.issuer.context);
      const said = await answers(known);
      expect(await answers(unknown)).toEqual(said);
      expect(await answers(disabled)).toEqual(said);
      expect(people.mails.to(known)).toHaveLength(1);
      expect(people.mails.to(unknown)).toEqual([]);
      expect(people.mails.to(disabled)).toEqual([]);

      const limits = async (email: string) => {
        const statuses = [];
        for (let times = 0; times < 6; times++) {
          const person = await people.arrive();
          statuses.push((await person.send(`/${way}/${person.id}`, { email })).status);
        }
        return statuses;
      };
      const limited = await limits(known);
      expect(limited).toEqual([303, 303, 303, 303, 303, 429]);
      expect(await limits(unknown)).toEqual(limited);
    });
  },
);

test('a way that the configuration does not have is not there', async () => {
  const closed = await startPeople({});
  const person = await closed.arrive();
  const page = await person.get(`/sign-in/${person.id}`);
  expect(page.text).not.toContain('formaction');
  for (const way of ['email-code', 'magic-link']) {
    const there = `${closed.issuer.url}/sign-in/${person.id}`;
    expect((await person.get(`/${way}/${person.id}`)).next).toBe(there);
    const sent = await person.send(`/${way}/${person.id}`, { email: 'a@example.com' }, page);
    expect(sent.next).toBe(there);
  }
  await closed.issuer.close();
});
