import { watchMails } from '../../../../../testing/mails.ts';
import { alice, orders } from '../../../../../testing/shop.ts';
import { signInToShop } from '../../../../../testing/sign-in.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../../testing/visitor.ts';
import { takeSolution } from '../../abuse/person-check.service.ts';
import { solveWork } from '../../abuse/solve-work.fixture.ts';
import { makeWork } from '../../abuse/work.ts';
import { createPerson } from '../../account/person.fixture.ts';
import { useAccount } from '../../account/use-account.fixture.ts';
import {
  keepProvedAddress,
  listAddresses,
  makePrimary,
  removeAddress,
} from '../../directory/users/addresses.service.ts';
import { changePerson } from '../../directory/users/profile.service.ts';
import { endLostSignIns } from '../../federation/end-lost-sign-ins.service.ts';
import type { UpstreamProvider } from '../../federation/provider.fixture.ts';
import { cancels } from '../../federation/provider.fixture.ts';
import { forgetImpersonations } from '../../impersonation/acting-session.service.ts';
import { applyPolicy } from '../../policies/policies.service.ts';
import {
  registrationPolicy,
  registrationSection,
} from '../../registration-policy/registration-policy.ts';
import { routes } from '../../routes.ts';
import { numericDate } from '../../runtime/clock.ts';
import { signInPolicy, signInSection } from '../../sign-in-policy/policy.ts';
import { type Requests, root, web } from '../requests.fixture.ts';

/** Accounts that people make and have: by providers, by mail, by invitation. */
export function peopleSteps(requests: Requests, upstream: UpstreamProvider) {
  const { issuer, url, shopUrl, administrate, newAddress, newUser } = requests;

  async function atProvider(visitor: Visitor, who: string, cancel = false) {
    const request = shopUrl({ login_hint: cancel ? cancels : who });
    const signIn = (await visitor.get(request)).next!;
    const interaction = signIn.split('/').at(-1)!;
    const button = url + routes.federationStart('acme', interaction);
    let visit = await visitor.post(button, { csrf: csrfOf(await visitor.get(signIn)) });
    while (visit.next && !visit.next.startsWith(`${url}/federation/`)) {
      visit = await visitor.get(visit.next);
    }
    const callback = visit.next!;
    return { callback, answer: await visitor.get(callback) };
  }
  const mails = watchMails(issuer.context);
  const details = { name: 'Person', password: 'a quiet harbour at night' };
  const terms = { version: '1', url: 'https://shop.example/terms' };
  const agreed = { terms: 'yes', terms_version: terms.version };
  /** With all ways to sign in. */
  const setMode = (mode: 'open' | 'waiting_list') =>
    issuer.context.sql.begin(async (tx) => {
      const wanted = registrationSection.parse({ mode, terms });
      // As by default in between, which has no row.
      await applyPolicy(tx, registrationPolicy, registrationSection.parse({}));
      await applyPolicy(tx, registrationPolicy, wanted);
      const ways = signInSection.parse({ ways: ['password', 'email_code', 'magic_link'] });
      await applyPolicy(tx, signInPolicy, ways);
    });
  /** A browser of its own at a page of a sign-in. */
  async function arrive(page: string) {
    const visitor = createVisitor();
    await setMode('open');
    const id = (await visitor.get(shopUrl())).next!.split('/').at(-1)!;
    const csrf = csrfOf(await visitor.get(`${url}/sign-in/${id}`));
    const here = `${url}${page}/${id}`;
    await visitor.get(here);
    return {
      ...{ visitor, id },
      async send(step: string, fields: Record<string, string>, path = `${page}/${id}${step}`) {
        const { next } = await visitor.post(url + path, { csrf, ...fields });
        if (next?.startsWith(url)) await visitor.get(next);
      },
      async open(link: string) {
        await visitor.get(url + link);
        const secret = new URL(url + link).searchParams.get('secret')!;
        const { next } = await visitor.post(`${here}/open`, { csrf, secret });
        if (next?.startsWith(url)) await visitor.get(next);
      },
    };
  }

  return {
    federation: async () => {
      const who = newAddress();
      upstream.people.set(who, { email: who, email_verified: true });
      const visitor = createVisitor();
      const { callback } = await atProvider(visitor, who);
      await visitor.get(callback);
      // As from a provider that answers by POST.
      await visitor.post(url + routes.federationCallback('acme'), { state: 's'.repeat(43) });
      await atProvider(createVisitor(), who);
      await atProvider(createVisitor(), who, true);
    },
    'logout with a hint': async () => {
      const visitor = createVisitor();
      const { id_token } = await signInToShop(url, { browser: visitor });
      await visitor.get(`${url}/logout?${new URLSearchParams({ id_token_hint: id_token })}`);
      await visitor.get(`${url}/logout?${new URLSearchParams({ id_token_hint: id_token })}`);
    },
    'sign in by mail': async () => {
      const code = await arrive('/email-code');
      await code.send('', { email: alice.email });
      await code.send('/check', { code: 'wrong' });
      await code.send('/check', { code: mails.codeTo(alice.email) });
      const link = await arrive('/magic-link');
      await link.send('', { email: alice.email });
      await link.open(mails.linkTo(alice.email));
    },
    'show that one is a person': async () => {
      const { clock, random, secrets } = issuer.context;
      const place = { purpose: 'sign_in', interaction: 'one' } as const;
      const now = numericDate(clock.now());
      const given = { bits: 1, nonce: random.bytes(16), now, key: secrets.signIn };
      const solved = { ...place, solution: solveWork(makeWork(place, given)) };
      const results = [
        await takeSolution({ ...solved, subject: 'a' }, issuer.context),
        await takeSolution({ ...solved, subject: 'b' }, issuer.context),
      ];
      if (results.join() !== 'passed,wrong') throw new Error(results.join());
    },
    register: async () => {
      const email = newAddress();
      const { send, open } = await arrive('/register');
      await send('', { email });
      await open(mails.linkTo(email));
      await send('/details', { ...details, ...agreed });
    },
    'a forgotten and a forced password': async () => {
      const id = await newUser();
      const { email } = await administrate('GET', `/users/${id}`, 200);
      const { send, visitor, id: interaction } = await arrive('/forgot-password');
      await send('', { email });
      const link = url + mails.linkTo(email);
      const { searchParams } = new URL(link);
      const csrf = csrfOf(await visitor.get(link));
      const fields = { csrf, ...Object.fromEntries(searchParams), password: details.password };
      await visitor.post(`${url}/reset-password`, fields);
      await administrate('PATCH', `/users/${id}`, 200, { must_change_password: true });
      const { id: next, send: sendTo } = await arrive('/change-password');
      await visitor.get(`${url}/authorize/${interaction}`);
      await sendTo('', { email, password: details.password }, `/sign-in/${next}`);
      await sendTo('', { password: `${details.password}, another one` });
    },
    account: async () => {
      const email = newAddress();
      const { password } = details;
      await administrate('POST', '/users', 201, { ...{ email, name: 'Person', password } });
      const atProvider = { email: 'owner@example.org', email_verified: true };
      upstream.people.set('owner-of-account', atProvider);
      await useAccount(issuer, { email, password });
    },
    invitations: async () => {
      const invited = await administrate('POST', '/invitations', 201, {
        ...{ email: newAddress(), groups: ['staff'], roles: ['support'] },
      });
      const { id, email } = invited;
      const other = { email: newAddress() };
      const withdrawn = await administrate('POST', '/invitations', 201, other);
      await administrate('POST', `/invitations/${id}/resend`, 200, {});
      const visitor = createVisitor();
      const link = url + mails.linkTo(email);
      const csrf = csrfOf(await visitor.get(link));
      const secret = new URL(link).searchParams.get('secret')!;
      await visitor.post(`${url}/invitation`, { csrf, secret, ...details, ...agreed });
      // A client can be the inviter, too.
      await issuer.context.sql`
        update invitations set invited_by = 'client:shop-web' where id = ${withdrawn.id}`;
      await visitor.get(url + mails.linkTo(other.email));
      await visitor.get(`${url}/invitation?secret=${secret}`);
      await administrate('DELETE', `/invitations/${withdrawn.id}`, 204);
    },
    'a list of invitations': async () => {
      const email = newAddress();
      for (const each of [newAddress(), email]) {
        await administrate('POST', '/invitations', 201, { email: each });
      }
      const page = await administrate('GET', '/invitations?limit=1', 200);
      await administrate('GET', `/invitations?limit=1&cursor=${page.next_cursor}`, 200);
      await administrate('GET', `/invitations?email=${encodeURIComponent(email)}`, 200);
      for (const status of ['open', 'accepted', 'withdrawn', 'expired']) {
        await administrate('GET', `/invitations?limit=1&status=${status}`, 200);
      }
    },
    'an invitation into an organization': async () => {
      await administrate('POST', '/organizations', 201, { key: 'inviting', name: 'X' });
      const into = { organization: 'inviting', organization_roles: ['support'] };
      const { email } = await administrate('POST', '/invitations', 201, {
        ...{ email: newAddress(), ...into },
      });
      await administrate('GET', '/invitations?limit=1&organization=inviting', 200);
      const visitor = createVisitor();
      const link = url + mails.linkTo(email);
      const csrf = csrfOf(await visitor.get(link));
      const secret = new URL(link).searchParams.get('secret')!;
      await visitor.post(`${url}/invitation`, { csrf, secret, ...details, ...agreed });
      await administrate('DELETE', '/organizations/inviting', 204);
    },
    'the waiting list': async () => {
      const email = newAddress();
      const { send } = await arrive('/register');
      await setMode('waiting_list');
      await send('', { email });
      await send('/code', { code: mails.codeTo(email) });
      for (const _ of ['a press', 'a double click']) {
        await send('/details', { ...details, ...agreed });
      }
      await setMode('open');
      const [person] = await issuer.context.sql`
        select id from waiting_people where lower(email collate "C") = ${email}`;
      await administrate('GET', '/waiting-list?limit=1', 200);
      await administrate('POST', `/waiting-list/${person!['id']}/approve`, 200, {});
    },
    'an administrator who acts as a person': async () => {
      const admin = createPerson(issuer);
      await admin.signIn(root);
      const path = `/users/${await newUser()}/impersonations`;
      const offered = await administrate('POST', path, 201, { reason: 'To see what they see' });
      const page = await admin.open(offered.url.slice(url.length));
      const overview = await admin.follow(await admin.send(page, { id: offered.id }));
      await admin.open('/account/sessions');
      const tokens = await signInToShop(url, { browser: admin.visitor, person: root });
      const swap = { token: tokens.access_token, audience: orders };
      await requests.inside('swap', { leased: true, swaps: [swap] });
      const fields = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
      await requests.token(200, web, fields);
      await admin.send(overview, {}, routes.endImpersonation);
      await forgetImpersonations(issuer.context.clock.now(), issuer.context);
    },
    'several addresses, and a profile': async () => {
      const userId = await newUser();
      const email = newAddress();
      const { sql } = issuer.context;
      await sql.begin((tx) => keepProvedAddress(tx, { userId, email }));
      const [first] = await listAddresses(sql, userId);
      await sql.begin((tx) => makePrimary(tx, { userId, email }));
      await sql.begin((tx) => removeAddress(tx, { userId, email: first!.email, by: 'person' }));
      const profile = { nickname: 'P' };
      await sql.begin((tx) => changePerson(tx, userId, { profile }));
    },
    'a domain that takes a provider, and a provider that is gone': async () => {
      const userId = await newUser();
      const { sql, clock } = issuer.context;
      const domain = `domain-of-${userId}.example`;
      await sql.begin(async (tx) => {
        await keepProvedAddress(tx, { userId, email: `person@${domain}` });
        await tx`update providers set required_for_domains = ${[domain]}`;
        const gone = [{ id: 'gone', issuer: upstream.issuer }];
        await endLostSignIns(tx, { gone, tightened: [domain] }, clock.now());
        await tx`update providers set required_for_domains = '{}'`;
      });
    },
  };
}
