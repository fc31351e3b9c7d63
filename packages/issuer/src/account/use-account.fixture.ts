import { Authenticator } from '../../../../testing/authenticator.ts';
import type { TestIssuer } from '../../../../testing/issuer.ts';
import { codeAt, sealedOf, secretOf } from '../factors/app-people.fixture.ts';
import { optionsOf } from '../passkeys/asked.fixture.ts';
import { createPerson, type Person } from './person.fixture.ts';

/** Does everything once that a person can do with their account: for what looks at the statements. */
export async function useAccount(issuer: TestIssuer, as: { email: string; password: string }) {
  const person = createPerson(issuer);
  const overview = await person.signIn(as);
  const page = await person.open('/account/password');
  const fields = { current: as.password, password: `${as.password}, another one` };
  await person.send(page, { ...fields, sign_out: 'yes' }, '/account/password');
  await person.send(page, { language: 'de', theme: 'dark' }, '/account/preferences');
  await person.open('/account/events');
  await person.open('/account/events?before=9');
  const other = createPerson(issuer);
  await other.signIn({ ...as, password: fields.password });
  await person.open(
    `/account/sessions?after=${+issuer.clock.now()}-${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}`,
  );
  const [, session = ''] = /name="session" value="([^"]+)"/.exec(
    (await person.open('/account/sessions')).text,
  )!;
  await person.send(overview, { session }, '/account/sessions/end');
  await person.send(overview, {}, '/account/sessions/end-others');
  await usePasskeys(issuer, person);
  await useAuthenticator(issuer, person);
  await person.send(await person.open('/account/applications'), {}, '/account/applications/revoke');
  await useIdentities(person);
  await person.send(await person.open('/account/devices'), {}, '/account/devices/forget');
  await person.send(await person.open('/account/data'), {}, '/account/data/download');
  await person.send(overview, {}, '/account/password/remove');
  await person.send(overview, {}, '/account/sign-out');
}

/** With a provider that signs in whom `login_hint` names, where there is one. */
async function useIdentities(person: Person) {
  const path = '/account/identities';
  for (const _ of ['linked', 'linked again']) {
    const leaving = await person.send(
      await person.open(path),
      { provider: 'acme' },
      `${path}/link`,
    );
    if (leaving.next === undefined) return;
    let visit = await person.visitor.get(`${leaving.next}&login_hint=owner-of-account`);
    while (visit.next && !visit.next.endsWith(path)) visit = await person.visitor.get(visit.next);
  }
  const [, identity = ''] = /name="identity" value="([^"]+)"/.exec((await person.open(path)).text)!;
  await person.send(await person.open(path), { identity }, `${path}/unlink`);
}

async function useAuthenticator({ clock }: TestIssuer, person: Person) {
  const path = '/account/authenticator';
  for (const _ of ['set up', 'replaced']) {
    const shown = await person.openSetUp(`${path}/set-up`);
    const fields = { secret: sealedOf(shown), code: codeAt(secretOf(shown), clock.now()) };
    const replaces = shown.text.includes('name="replaces"') ? { replaces: 'yes' } : {};
    await person.send(shown, { ...fields, ...replaces });
    await person.send(shown, fields, `${path}/kept`);
  }
  const page = await person.open(path);
  await person.send(page, {}, `${path}/codes`);
  await person.send(page, {}, `${path}/remove`);
}

async function usePasskeys({ url }: TestIssuer, person: Person) {
  const path = '/account/passkeys';
  const authenticator = new Authenticator(url);
  const page = await person.openSetUp(`${path}/add`);
  await person.send(page, { credential: authenticator.create(optionsOf(page)) });
  // The session is made surer first.
  const asked = await person.open(path);
  const credential = authenticator.get(optionsOf(asked));
  const list = await person.follow(await person.send(asked, { credential }));
  const [, passkey = ''] = /name="passkey" value="([^"]+)"/.exec(list.text)!;
  await person.send(list, { passkey, name: 'Key ring' }, `${path}/rename`);
  await person.send(list, { passkey }, `${path}/remove`);
}
