import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Authenticator } from '../../../../testing/authenticator.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { type Mails, watchMails } from '../../../../testing/mails.ts';
import { alice, shop } from '../../../../testing/shop.ts';
import { untilStatementWaits } from '../../../../testing/until-statement-waits.ts';
import type { Visit } from '../../../../testing/visitor.ts';
import { codeAt, sealedOf, secretOf } from '../factors/app-people.fixture.ts';
import { optionsOf } from '../passkeys/asked.fixture.ts';
import { sha256 } from '../runtime/sha256.ts';
import { createPerson, type Person } from './person.fixture.ts';

/** A session that ends while a form that was sent in it waits for the account: the form changes nothing. */
let issuer: TestIssuer;
let mails: Mails;
let person: Person;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
  mails = watchMails(issuer.context);
});
afterAll(() => issuer.close());
beforeEach(async () => {
  await issuer.context.sql`truncate passkeys, totp_secrets, recovery_codes, sign_in_throttles`;
  person = createPerson(issuer);
  await person.signInWithMailbox();
});

interface Sent {
  page: Visit;
  fields: Record<string, string>;
  to?: string;
}

async function newPasskey(): Promise<Sent & { authenticator: Authenticator }> {
  const page = await person.openSetUp('/account/passkeys/add');
  const authenticator = new Authenticator(issuer.url);
  return { authenticator, page, fields: { credential: authenticator.create(optionsOf(page)) } };
}

let addresses = 0;
async function newAddress() {
  const email = `alice${++addresses}@example.com`;
  const page = await person.open('/account/addresses');
  return { email, asked: await person.follow(await person.send(page, { email })) };
}

const forms: Record<string, () => Promise<Sent>> = {
  'a new passkey': newPasskey,
  async 'a first app'() {
    const page = await person.openSetUp('/account/authenticator/set-up');
    const code = codeAt(secretOf(page), issuer.clock.now());
    return { page, fields: { secret: sealedOf(page), code } };
  },
  async 'another name of a passkey'() {
    const { authenticator, page, fields } = await newPasskey();
    await person.send(page, fields);
    const asked = await person.open('/account/passkeys');
    const credential = authenticator.get(optionsOf(asked));
    const list = await person.follow(await person.send(asked, { credential }));
    const passkey = /name="passkey" value="([^"]+)"/.exec(list.text)![1]!;
    const to = '/account/passkeys/rename';
    return { page: list, fields: { passkey, name: 'Of another' }, to };
  },
  async 'a code for another address'() {
    const { asked, email } = await newAddress();
    return { page: asked, fields: { code: mails.codeTo(email) } };
  },
  async 'a link for another address'() {
    const link = mails.linkTo((await newAddress()).email);
    const secret = new URL(link, issuer.url).searchParams.get('secret')!;
    return { page: await person.open(link), fields: { secret }, to: '/verify-address' };
  },
  async 'a profile'() {
    return { page: await person.open('/account/profile'), fields: { name: 'Of another' } };
  },
};

const stored = async () => {
  const { sql } = issuer.context;
  return sql`
    select name, array(select name from passkeys where user_id = users.id) as passkeys,
      array(select email from user_addresses where user_id = users.id) as addresses,
      exists (select from totp_secrets where user_id = users.id) as app
    from users where email = ${alice.email}`;
};

test.each(Object.entries(forms))('%s', async (_, fill) => {
  const { page, fields, to } = await fill();
  const before = await stored();
  const token = sha256(person.visitor.cookie(issuer.url, '__Host-sp_sso')!);
  const { answer } = await issuer.context.sql.begin(async (tx) => {
    await tx`select from users where email = ${alice.email} for update`;
    const sending = person.send(page, fields, to);
    await untilStatementWaits(tx);
    await tx`update sessions set ended_at = now() where token_hash = ${token}`;
    return { answer: sending };
  });
  await person.follow(await answer);
  expect((await person.open()).url).toContain('/sign-in/');
  expect(await stored()).toEqual(before);
});
