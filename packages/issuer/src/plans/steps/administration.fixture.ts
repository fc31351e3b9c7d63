import { setTimeout as delay } from 'node:timers/promises';
import { startDnsServer } from '../../../../../testing/dns-server.ts';
import { alice, orders } from '../../../../../testing/shop.ts';
import { readBatchAfter, readEnds, readEventsOfBatch } from '../../audit/chain/chain.store.ts';
import { deleteErasure, eraseEvents, readErasures } from '../../audit/chain/erase.store.ts';
import { deleteBatches } from '../../audit/chain/retain.store.ts';
import { sealBatch } from '../../audit/chain/seal.service.ts';
import { findStranger, notDeleted, readSpan } from '../../audit/chain/verify.store.ts';
import { removeEndedRolesOfClients } from '../../clients/remove-ended-roles.service.ts';
import { anAdministrator } from '../../directory/context.fixture.ts';
import {
  findPeople,
  maysAt,
  reachOf,
  requirePerson,
} from '../../directory/delegation/reach.service.ts';
import { countsOn } from '../../directory/delegation/reach.ts';
import { mayStillGive, requireAuthorityToGive } from '../../directory/give.service.ts';
import { listGroups } from '../../directory/groups/manage-groups.service.ts';
import { readExported } from '../../directory/import/export-users.store.ts';
import { verifyDomain } from '../../directory/organizations/domains.service.ts';
import { listOrganizations } from '../../directory/organizations/manage-organizations.service.ts';
import { removeEnded } from '../../directory/remove-ended.service.ts';
import { listRoles } from '../../directory/roles/manage-roles.service.ts';
import { enableDue } from '../../directory/users/enable-due.service.ts';
import { forgetFailure, noteFailure } from '../../federation/provider-failures.service.ts';
import { forgetKeys } from '../../idempotency/idempotency.service.ts';
import type { Requests } from '../requests.fixture.ts';

/** What administrators do, and the mails that they look after. */
export function administrationSteps(requests: Requests) {
  const { issuer, url, send, inside, administrate, newUser } = requests;
  let mails = 0;
  let clients = 0;

  /** Of what no version of ours has stored. */
  async function insertMail(kind: string): Promise<string> {
    const { sql, random } = issuer.context;
    const id = random.uuid();
    await sql`
      insert into mails (id, kind, language, recipient, sealed, created_at, next_attempt_at,
        deliver_before, expires_at)
      values (${id}, ${kind}, 'en', 'x@mail.example', 'x', now(), now(), now() + interval '1 hour',
        date_trunc('milliseconds', now() + interval '1 day'))`;
    await sql`select pg_notify('sallyport_mails', '')`;
    return id;
  }

  /** Resolves once an attempt came to this. */
  async function mailIs(status: string, id: string): Promise<void> {
    const { sql } = issuer.context;
    const read = () => sql`
      select from mails where id = ${id} and status = ${status}
        and (status <> 'queued' or last_error is not null)`;
    // There is one connection, and the sender needs it for a transaction.
    while ((await read()).length === 0) await delay(5);
  }

  return {
    'lists of users': async () => {
      await newUser();
      const { items } = await administrate('GET', '/users?limit=1', 200);
      const { next_cursor } = await administrate('GET', '/users?limit=2', 200);
      await administrate('GET', `/users?limit=2&cursor=${next_cursor}`, 200);
      await administrate('GET', `/users?email=${encodeURIComponent(items[0].email)}`, 200);
    },
    'administration of users': async () => {
      const id = await newUser();
      await administrate('PUT', `/users/${id}/roles/support`, 204, {});
      await administrate('PUT', `/users/${id}/groups/staff`, 204, {});
      await administrate('GET', `/users/${id}`, 200);
      await administrate('DELETE', `/users/${id}/roles/support`, 204);
      await administrate('DELETE', `/users/${id}/groups/staff`, 204);
      await administrate('PATCH', `/users/${id}`, 200, { name: 'Another', disabled: true });
      await administrate('DELETE', `/users/${id}`, 204);
      await administrate('PATCH', '/clients/unknown', 404, { disabled: true });
    },
    'the overview': async () => {
      await administrate('GET', '/overview', 200);
    },
    'users who are disabled until a moment': async () => {
      const id = await newUser();
      const { clock } = issuer.context;
      const until = new Date(clock.now().getTime() + 60_000);
      await administrate('PATCH', `/users/${id}`, 200, { disabled: true, disabled_until: until });
      await enableDue(until, issuer.context);
    },
    'import and export': async () => {
      const email = () => `${crypto.randomUUID()}@imported.example`;
      const user = {
        ...{
          id: crypto.randomUUID(),
          email: email(),
          email_verified: true,
          other_emails: [email()],
        },
        ...{ name: 'Imported', roles: ['support'], groups: ['staff'] },
        identities: [{ provider: 'acme', subject: crypto.randomUUID() }],
      };
      const users = [user, { email: email(), name: 'Imported' }];
      const told = await administrate('POST', '/users/import', 200, { users });
      if (told.created !== 2) throw new Error(JSON.stringify(told));
      await administrate('POST', '/users/import', 200, { users, dry_run: true });
      await readExported(issuer.context.sql, { after: null, limit: 2, passwordHashes: true });
      const after = user.id;
      await readExported(issuer.context.sql, { after, limit: 2, passwordHashes: false });
    },
    'administration of roles': async () => {
      const permissions = ['orders:read'];
      await administrate('POST', '/roles', 201, { name: 'made', permissions });
      await administrate('GET', '/roles?q=a&permission=orders:read', 200);
      await administrate('PATCH', '/roles/made', 200, { permissions: [] });
      await administrate('GET', '/roles/made/users', 200);
      await administrate('GET', '/roles/support/users?limit=2', 200);
      await administrate('DELETE', '/roles/made', 204);
    },
    'administration of roles on resources': async () => {
      const of = { holder: `user:${await newUser()}`, role: 'support' };
      const given = { ...of, type: 'order', identifier: '42' };
      await administrate('PUT', '/resource-roles', 204, given);
      for (const holder of ['group:staff', 'client:shop-api']) {
        await administrate('PUT', '/resource-roles', 204, { ...given, holder });
      }
      await administrate('GET', `/resource-roles?limit=2&holder=${of.holder}`, 200);
      const resource = 'type=order&identifier=42';
      await administrate('GET', `/resource-roles/of-resource?limit=2&${resource}`, 200);
      await administrate('DELETE', `/resource-roles?${new URLSearchParams(given)}`, 204);
    },
    'administration by a role on one group or organization': async () => {
      const userId = await newUser();
      const { context } = issuer;
      const { sql, clock } = context;
      const actor = `user:${userId}`;
      for (const holder of [actor, 'client:shop-api']) await reachOf(sql, holder, clock.now());
      const permissions = countsOn.organization;
      const on = (type: 'group' | 'organization', identifier: string) => ({
        ...{ type, identifier, permissions, gives: ['orders:read'] },
      });
      const reach = [on('group', 'staff'), on('organization', 'staff')];
      const caller = { actor, permissions: [], reach };
      await maysAt(sql, caller, 'users:read', on('group', 'support'));
      const asked = { userId, needed: 'groups:write' } as const;
      await requirePerson(sql, caller, asked, clock.now()).catch(() => null);
      const within = { groups: ['staff'], organizations: ['staff'] };
      const page = { ...within, email: null, after: null, limit: 2 };
      await findPeople(page, context);
      await findPeople({ ...page, search: 'a', disabled: false, after: userId }, context);
      await findPeople({ ...page, email: alice.email }, context);
      const below = { within: within.groups, after: null, limit: 2 };
      await listGroups(below, context);
      await listGroups({ ...below, parent: null }, context);
      await listRoles({ within: ['orders:read'], after: null, limit: 2 }, context);
      await listOrganizations({ within: within.organizations, after: null, limit: 2 }, context);
      await mayStillGive(sql, { roles: ['support'], groups: ['staff'] }, actor, clock.now());
      const role = { roles: ['support'], groups: [] };
      const give = sql.begin((tx) => requireAuthorityToGive(tx, role, caller, reach[1]));
      await give.catch(() => null);
      const given = { role: 'support', type: 'group', identifier: 'staff', holder: actor };
      await administrate('PUT', '/resource-roles', 204, given);
      const none = { ...given, type: 'organization', identifier: 'none' };
      await administrate('PUT', '/resource-roles', 404, none);
      await administrate('DELETE', `/users/${userId}`, 204);
    },
    'administration of groups': async () => {
      await administrate('POST', '/groups', 201, { name: 'made' });
      await administrate('GET', '/groups?q=a&parent=made', 200);
      await administrate('PATCH', '/groups/made', 200, { parent: 'staff' });
      await administrate('PUT', '/groups/made/roles/support', 204, {});
      await administrate('DELETE', '/groups/made/roles/support', 204);
      const cursor = Buffer.from(JSON.stringify([await newUser()])).toString('base64url');
      await administrate('GET', '/groups/customers/users?limit=2', 200);
      await administrate('GET', `/groups/customers/users?limit=2&cursor=${cursor}`, 200);
      await administrate('DELETE', '/groups/made', 204);
    },
    'administration of organizations': async () => {
      const id = await newUser();
      const made = '/organizations/made';
      await administrate('POST', '/organizations', 201, { key: 'made', name: 'Made' });
      await administrate('GET', '/organizations?q=made&limit=1', 200);
      await administrate('PATCH', made, 200, { name: 'Another', disabled: false });
      await administrate('PUT', `${made}/members/${id}`, 204);
      await administrate('PUT', `${made}/members/${id}/roles/support`, 204, {});
      await administrate('PUT', `${made}/roles/support`, 204, {});
      await administrate('DELETE', `${made}/members/${id}/roles/support`, 204);
      await administrate('DELETE', `${made}/roles/support`, 204);
      await administrate('DELETE', `${made}/members/${id}`, 204);
      await administrate('DELETE', made, 204);
    },
    'members of organizations': async () => {
      const id = await newUser();
      const made = '/organizations/listed';
      await administrate('POST', '/organizations', 201, { key: 'listed', name: 'Listed' });
      await administrate('PUT', `${made}/members/${id}`, 204);
      const cursor = Buffer.from(JSON.stringify([id])).toString('base64url');
      await administrate('GET', '/roles/support/users?limit=2&organization=listed', 200);
      await administrate('GET', '/organizations?limit=1', 200);
      await administrate('GET', `${made}/members?limit=2`, 200);
      await administrate('GET', `${made}/members?limit=2&cursor=${cursor}`, 200);
      await administrate('GET', `${made}/members/${id}`, 200);
      await administrate('GET', `/users/${id}/organizations?limit=2`, 200);
      await administrate('GET', `/users/${id}/organizations?limit=2&cursor=${cursor}`, 200);
      await administrate('DELETE', made, 204);
    },
    'look and domains of an organization': async () => {
      const made = '/organizations/looked-at';
      await administrate('POST', '/organizations', 201, { key: 'looked-at', name: 'Looked at' });
      await administrate('PUT', `${made}/branding`, 204, { name: 'Looked at' });
      await administrate('GET', `${made}/branding`, 200);
      await administrate('DELETE', `${made}/branding`, 204);
      await administrate('PUT', `${made}/domains/looked-at.example`, 204, { provider: 'acme' });
      await administrate('GET', `${made}/domains?limit=2`, 200);
      await administrate('DELETE', `${made}/domains/looked-at.example`, 204);
      await administrate('DELETE', made, 204);
    },
    'proof of a mail domain': async () => {
      const made = '/organizations/proved';
      await administrate('POST', '/organizations', 201, { key: 'proved', name: 'Proved' });
      const proved = `${made}/domains/proved.example`;
      await administrate('PUT', proved, 204, { verified: false });
      const { items } = await administrate('GET', `${made}/domains`, 200);
      const dns = await startDnsServer();
      dns.txt.set(items[0].challenge.name, [items[0].challenge.value]);
      const settings = { ...issuer.context.settings, dnsServers: [dns.address] };
      const there = { ...issuer.context, settings };
      await verifyDomain('proved', 'proved.example', anAdministrator, there);
      await dns.close();
      await administrate('DELETE', made, 204);
    },
    'administration of APIs': async () => {
      const id = 'https://made.example';
      const path = `/apis/${Buffer.from(id).toString('base64url')}`;
      await administrate('POST', '/apis', 201, { id, name: 'Made', permissions: ['made:read'] });
      await administrate('GET', '/apis?q=made', 200);
      await administrate('PATCH', path, 200, { permissions: [] });
      await administrate('DELETE', path, 204);
    },
    'administration of identities': async () => {
      const id = await newUser();
      const path = `/users/${id}/identities`;
      const body = { provider: 'acme', subject: `linked ${id}` };
      const { id: identity } = await administrate('POST', path, 201, body);
      await administrate('GET', path, 200);
      await administrate('DELETE', `${path}/${identity}`, 204);
    },
    'a merge of two accounts': async () => {
      const [id, into] = [await newUser(), await newUser()];
      await administrate('POST', `/users/${id}/merge`, 200, { into, dry_run: true });
      await administrate('POST', `/users/${id}/merge`, 200, { into });
      await administrate('GET', `/former-users?merged_into=${into}`, 200);
      const { next_cursor: next } = await administrate('GET', '/former-users?limit=1', 200);
      await administrate('GET', `/former-users?limit=1${next ? `&cursor=${next}` : ''}`, 200);
      await administrate('GET', `/users/${id}`, 410);
    },
    'administration of administrators': async () => {
      const id = await newUser();
      await administrate('PUT', `/users/${id}/roles/administrator`, 204, {});
      await administrate('DELETE', `/users/${id}/roles/administrator`, 204);
    },
    'the audit log': async () => {
      const { next_cursor } = await administrate('GET', '/audit?limit=2', 200);
      await administrate('GET', `/audit?limit=2&cursor=${next_cursor}`, 200);
    },
    'the chain of the audit log': async () => {
      const { sql, clock, secrets, random } = issuer.context;
      const chain = { sql, clock, key: secrets.audit };
      await sealBatch(chain, 5);
      await administrate('GET', '/audit/chain', 200);
      const { head } = await readEnds(sql);
      await readBatchAfter(sql, { after: head.number - 1, upTo: head.number });
      await readEventsOfBatch(sql, head.number);
      await readSpan(sql);
      await findStranger(sql, { start: new Date(0), end: new Date(1) });
      await notDeleted(sql, [`user:${random.uuid()}`]);
      await eraseEvents(sql, { userId: random.uuid(), limit: 10 });
      await readErasures(sql, { after: null, limit: 10 });
      await deleteErasure(sql, random.uuid());
      await sql.begin((tx) => deleteBatches(tx, new Date(0)));
    },
    'the audit log, narrowed': async () => {
      const narrowed = [
        'subject=role:support',
        'actor=client:console',
        'action=user.*',
        'outcome=failure',
        'address=192.0.2.7',
        'from=2000-01-01T00:00:00Z&until=2998-01-01T00:00:00Z',
        'subject=role:support&outcome=failure&address=2001:db8::1&actor=client:none&action=user.delete',
      ];
      for (const query of narrowed) {
        const { next_cursor } = await administrate('GET', `/audit?limit=2&${query}`, 200);
        if (!next_cursor) continue;
        await administrate('GET', `/audit?limit=2&${query}&cursor=${next_cursor}`, 200);
      }
    },
    'a receipt': async () => {
      const instance = '0123456789ab';
      const { member, epoch, pos } = await inside('members', { version: 1, name: 'x', instance });
      const after = { epoch, pos };
      const poll = inside('changes', { after, wait_ms: 20_000, instance });
      const asked = administrate('GET', `/receipts/${instance}.1`, 404);
      const { question } = (await poll).questions[0];
      const answer = { question, instance, receipts: [], omitted: 0, gone: null };
      await inside('receipts', answer, 204);
      await asked;
      // Of a question that another node has asked.
      await inside('receipts', { ...answer, question: member }, 204);
      await inside('leave', { member }, 204);
    },
    'failures of a provider': async () => {
      const { context } = issuer;
      for (const _ of [1, 2]) await noteFailure('acme', 'provider cannot be reached', context);
      await forgetFailure('acme', context.sql);
    },
    explanations: async () => {
      const what_if = { give_roles: ['support'], take_groups: ['staff'] };
      const explain = (about: object) => administrate('POST', '/explain', 200, about);
      await explain({ user: alice.email, api: orders, what_if });
      await explain({ user: await newUser(), api: orders });
      const user = alice.email;
      for (const path of ['/admin/v1/groups', '/admin/v1/groups/support']) {
        await explain({ user, client: 'shop-web', path });
      }
      const trial = { give_roles: ['support'], take_roles: ['support'] };
      await explain({ client: 'shop-api', api: orders, what_if: trial });
      const { sql } = issuer.context;
      const { items } = await administrate('GET', `/users?email=${alice.email}`, 200);
      const [grant] = await sql<{ id: string }[]>`
        select id from grants where user_id = ${items[0].id} and revoked_at is null limit 1`;
      await explain({ grant: grant!.id, api: orders });
    },
    'a mail': async () => {
      const { mail, sql, clock } = issuer.context;
      const expiresAt = new Date(+clock.now() + 60_000);
      const n = ++mails;
      const order = { to: `${n}@mail.example`, language: 'en', network: `10.0.0.${n}` };
      const parameters = { code: '482913' };
      const queued = await mail.queue(sql, { ...order, kind: 'email-code', parameters, expiresAt });
      const { id } = queued as { id: string };
      await mailIs('sent', id);
      await send(`${url}/dev/mail`, 200, { method: 'GET' });
      await send(`${url}/dev/mail/${id}`, 200, { method: 'GET' });
    },
    'mails that cannot be sent': async () => {
      const id = await insertMail('email-code');
      await mailIs('failed', id);
      await administrate('GET', '/mails?limit=1', 200);
      await administrate('POST', `/mails/${id}/retry`, 204);
      await mailIs('queued', await insertMail('of a later version'));
    },
    'administration of clients': async () => {
      await administrate('PATCH', '/clients/shop-cli', 200, { disabled: true });
      await administrate('PATCH', '/clients/shop-cli', 200, { disabled: false });
      const apis = ['https://orders.example'];
      const grants = ['client_credentials'];
      const id = `made-${++clients}`;
      const made = { id, name: 'Made', type: 'service', apis, grants };
      await administrate('POST', '/clients', 201, made);
      await administrate('GET', `/clients/${id}/last-token`, 200);
      await administrate('GET', '/clients?limit=2', 200);
      await administrate('GET', '/clients?limit=2&role=administrator', 200);
      await administrate('PATCH', `/clients/${id}`, 200, { name: 'Another' });
      await administrate('PUT', `/clients/${id}/roles/support`, 204, {});
      await administrate('DELETE', `/clients/${id}/roles/support`, 204);
      await administrate('POST', `/clients/${id}/secrets`, 201);
      await administrate('DELETE', `/clients/${id}/secrets/former`, 204);
    },
    'administration of sessions': async () => {
      const id = await newUser();
      await administrate('GET', `/users/${id}/sessions`, 200);
      await administrate('DELETE', `/users/${id}/sessions/${id}`, 204);
      await administrate('DELETE', `/users/${id}/sessions`, 204);
    },
    'lists of all sessions': async () => {
      const id = await newUser();
      const seen = 'seen_after=2000-01-01T00:00:00Z&seen_before=2998-01-01T00:00:00Z';
      for (const query of ['', `cursor=${longAgo(id)}`, seen, `user=${id}`, 'client=shop-web']) {
        await administrate('GET', `/sessions?limit=2&${query}`, 200);
      }
      await administrate('DELETE', `/sessions/${id}`, 404);
    },
    'lists of all grants': async () => {
      const id = await newUser();
      for (const query of ['', `cursor=${longAgo(id)}`, `user=${id}`, 'client=shop-web']) {
        await administrate('GET', `/grants?limit=2&${query}`, 200);
      }
      await administrate('DELETE', `/grants/${id}`, 404);
    },
    'lists of all links': async () => {
      const id = await newUser();
      for (const query of ['state=used', `cursor=${longAgo(id)}`, 'client=shop-api']) {
        await administrate('GET', `/links?limit=2&${query}`, 200);
      }
      await administrate('DELETE', `/links/${id}`, 404);
    },
    'a search for users': async () => {
      const { next_cursor } = await administrate('GET', '/users?limit=2&q=person', 200);
      await administrate('GET', `/users?limit=2&q=person&cursor=${next_cursor}`, 200);
      await administrate('GET', '/users?limit=2&q=f&status=active', 200);
      await administrate('GET', '/users?limit=2&status=disabled', 200);
    },
    'a call with an idempotency key': async () => {
      const headers = { 'Idempotency-Key': requests.newAddress() };
      const permissions = ['orders:read'];
      await administrate('POST', '/roles', 400, { permissions }, headers);
      await administrate('POST', '/roles', 201, { name: 'keyed', permissions }, headers);
      await administrate('POST', '/roles', 201, { name: 'keyed', permissions }, headers);
      await administrate('DELETE', '/roles/keyed', 204);
      await forgetKeys(issuer.context.clock.now(), issuer.context);
      await removeEnded(90 * 86_400, issuer.context, [removeEndedRolesOfClients]);
    },
    'a provider made, changed and deleted': async () => {
      const settings = { issuer: 'https://made.example' };
      const body = {
        id: 'made',
        type: 'oidc',
        name: 'Made',
        client_id: 'us',
        client_secret: 'them',
      };
      await administrate('POST', '/providers', 201, { ...body, settings });
      await administrate('PATCH', '/providers/made', 200, { name: 'Changed' });
      await administrate('GET', '/providers/made', 200);
      await administrate('DELETE', '/providers/made', 204);
    },
    'a route made, replaced and deleted': async () => {
      const require = { permissions: ['orders:read'], roles: ['support'] };
      const definition = { path: '/made/*', upstream: 'http://made:1', api: orders, require };
      await administrate('POST', '/routes', 201, { id: 'made', definition });
      await administrate('GET', '/routes/made', 200);
      await administrate('PUT', '/routes/made', 200, { definition: { ...definition, path: '/m' } });
      await administrate('DELETE', '/routes/made', 204);
    },
    'what holds for the whole installation': async () => {
      const said = { audience: orders, map: { sub: 'sub' } };
      const issuer = 'https://made.example';
      const { key } = await administrate('POST', '/trusted-issuers', 201, { issuer, ...said });
      await administrate('GET', `/trusted-issuers/${key}`, 200);
      await administrate('PUT', `/trusted-issuers/${key}`, 200, { ...said, profile: 'rfc9068' });
      await administrate('DELETE', `/trusted-issuers/${key}`, 204);
      await administrate('PUT', '/policies/password', 200, { definition: { minimum_length: 20 } });
      await administrate('DELETE', '/policies/password', 204);
      await administrate('PUT', '/branding', 200, { name: 'Made' });
      await administrate('DELETE', '/branding', 204);
    },
    'a key rotated and withdrawn': async () => {
      await administrate('POST', '/keys/rotate', 200, { alg: 'ES256' });
      const { items } = await administrate('GET', '/keys', 200);
      const isSigning = (key: { alg: string; state: string }) =>
        key.alg === 'ES256' && key.state === 'signing';
      await administrate('POST', `/keys/${items.find(isSigning).kid}/withdraw`, 200);
    },
    'what there is to look at': async () => {
      for (const path of [
        '/gateways',
        '/keys',
        '/providers',
        '/routes',
        '/policies',
        '/trusted-issuers',
      ]) {
        await administrate('GET', path, 200);
      }
    },
  };
}

/** A cursor of a list that the newest comes first in. */
const longAgo = (id: string): string =>
  Buffer.from(JSON.stringify([new Date(1e12).toISOString(), id])).toString('base64url');
