import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, shop, webRedirect } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { untilStatementWaits } from '../../../../testing/until-statement-waits.ts';
import { signOutEverywhere } from '../directory/users/sign-out.service.ts';
import type { Session } from '../sessions/session.ts';
import { issueCode } from './issue-code.service.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

/** As the endpoint has just read it. */
let session: Session;
beforeEach(async () => {
  await signInToShop(issuer.url);
  const [row] = await issuer.context.sql<Session[]>`
    select sessions.id, user_id as "userId", amr, auth_time as "authTime", acr
    from sessions join users on users.id = user_id
    where email = ${alice.email} order by auth_time desc limit 1`;
  session = row!;
});

const issue = () => {
  const scope = ['openid', 'offline_access'];
  const parameters = {
    clientId: 'shop-web',
    redirectUri: webRedirect,
    scope,
    apis: [],
    prompt: [],
  };
  return issueCode(
    { parameters, agreed: false, organization: null },
    session,
    null,
    issuer.context,
  );
};

test('a session that lives gets one', async () => {
  expect(await issue()).toMatch(/^sp_ac_/);
});

test('one that has ended in the meantime gets none', async () => {
  await issuer.context.sql`update sessions set ended_at = now() where id = ${session.id}`;
  expect(await issue()).toBeNull();
});

test('nor does that of a user who was disabled', async () => {
  const { sql } = issuer.context;
  await sql`update users set disabled_at = now() where id = ${session.userId}`;
  expect(await issue()).toBeNull();
  await sql`update users set disabled_at = null where id = ${session.userId}`;
});

test('a user who is being signed out everywhere gets no code', async () => {
  const { sql, clock } = issuer.context;
  let issued: Promise<string | null> | undefined;
  await sql.begin(async (tx) => {
    await tx`select from users where id = ${session.userId} for no key update`;
    await signOutEverywhere(tx, [session.userId], clock.now());
    issued = issue();
    await untilStatementWaits(tx);
  });
  expect(await issued).toBeNull();
});
