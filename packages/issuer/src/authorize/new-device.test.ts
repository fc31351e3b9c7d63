import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { type Mails, watchMails } from '../../../../testing/mails.ts';
import { alice, shop } from '../../../../testing/shop.ts';
import { createPerson, giveTotp } from '../account/person.fixture.ts';
import { codeAt, typeCode } from '../factors/app-people.fixture.ts';

let issuer: TestIssuer;
let mails: Mails;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
  mails = watchMails(issuer.context);
});
afterAll(() => issuer.close());
beforeEach(async () => {
  await issuer.context.sql`truncate sessions, totp_secrets`;
});

const notices = () => mails.to(alice.email).filter(({ kind }) => kind === 'new-device');
const signOut = (person: ReturnType<typeof createPerson>) =>
  issuer.context.sql`update sessions set ended_at = now()`.then(() => person.open());

test('of a browser that the account does not know, its owner is told once', async () => {
  const [home, cafe] = [createPerson(issuer), createPerson(issuer)];
  await home.signIn();
  // Every browser is new when the account is.
  expect(notices()).toHaveLength(0);
  await cafe.signIn();
  expect(notices()).toHaveLength(1);
  expect(notices()[0]).toMatchObject({
    language: 'en',
    parameters: {
      ...{ device: expect.any(String), place: expect.any(String) },
      link: `${issuer.url}/account/sessions`,
    },
  });
  for (const person of [home, cafe]) {
    const page = await signOut(person);
    await person.signIn(alice, page);
  }
  expect(notices()).toHaveLength(1);
});

test('half of a sign-in makes no browser known', async () => {
  const before = notices().length;
  await createPerson(issuer).signIn();
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  await giveTotp(alice.email, secret, issuer);
  const thief = createPerson(issuer);
  // The password alone, and a few minutes later the code, too.
  expect((await thief.signIn()).url).toContain('/totp/');
  expect(notices()).toHaveLength(before);
  const asked = await thief.signIn(alice, await thief.open());
  await thief.follow(await typeCode(thief.visitor, asked.url, codeAt(secret, issuer.clock.now())));
  expect(notices()).toHaveLength(before + 1);
});
