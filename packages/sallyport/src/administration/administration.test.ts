import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AdminHarness,
  adminDeclaration,
  openAdminHarness,
} from '@sallyport/issuer/admin/admin.fixture.ts';
import { applyConfiguration } from '@sallyport/issuer/configuration/apply.service.ts';
import { declarationSchema } from '@sallyport/issuer/configuration/schema.ts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startInProcess } from '../in-process.fixture.ts';
import { audit } from './audit.ts';
import { nouns } from './nouns.ts';

let admin: AdminHarness;
let files: string;
beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'sallyport-'));
  await Promise.all(
    Object.entries(given).map(([name, text]) => writeFile(join(files, name), text)),
  );
  admin = await openAdminHarness();
  const [orders] = adminDeclaration.apis;
  const read = { name: 'read', permission: 'orders:read', text: 'See order {identifier}' };
  const api = { ...orders, authorization_details: [{ type: 'order', actions: [read] }] };
  const declaration = declarationSchema.parse({ ...adminDeclaration, apis: [api] });
  await applyConfiguration(declaration, admin);
  vi.stubEnv('SALLYPORT_ISSUER', admin.origin);
  vi.stubEnv('SALLYPORT_TOKEN', await admin.tokenOf('root@example.com'));
  vi.stubEnv('XDG_STATE_HOME', '/none');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await admin.close();
  await rm(files, { recursive: true });
});

const called = new Set<string>();

/** What a command prints, and what it says to people beside that. */
async function run(...words: string[]): Promise<{ code: number; out: string; said: string }> {
  called.add(words.slice(0, 2).join(' '));
  const { code, stdout, stderr } = await startInProcess(words).ended;
  return { code, out: stdout, said: stderr };
}

/** Files that commands are given. */
const given = {
  'route.yaml':
    'path: /refunds/*\nmethods: [GET]\napi: https://orders.example\nupstream: http://r:7002\n',
  'public.json': '{"path": "/open", "authenticate": "none", "upstream": "http://r:7002"}',
  'wrong.yaml': 'path: refunds\napi: https://orders.example\nupstream: http://r:7002\n',
  'list.yaml': '- one\n',
  'idp.yaml':
    'issuer: https://idp.example\naudiences: { "api://o": https://orders.example }\nmap: { sub: oid }\n',
  'password.yaml': 'minimum_length: 20\n',
  'branding.yaml': 'name: Acme\ncss: own.css\n',
  'own.css': 'body { color: #000 }\n',
};

const refused = (code: 1 | 2, said: RegExp) => ({ code, said: expect.stringMatching(said) });

const plain = 'plain@example.com';
describe('each command does what it says:', () => {
  test.each<[string, RegExp]>([
    ['users list', /^ID +EMAIL +NAME +STATE\n.* root@example\.com +Root +active\n/s],
    ['users list --search pla --status active', /plain@example\.com/],
    [`users show ${plain}`, /\n {2}email {4}plain@example\.com +verified\n/],
    [
      'users create new@example.com --name New',
      /^new@example\.com has an account\.\n {2}id +\S{36}\n$/,
    ],
    ['users give-role new@example.com support', /^new@example\.com has the role support\./],
    ['users permissions new@example.com', /https:\/\/orders\.example +orders:read\n/],
    ['roles users support', /new@example\.com +New +active +given\n/],
    [
      'users take-role new@example.com support',
      /^The role support is taken from new@example\.com\./,
    ],
    [
      'users disable new@example.com --until 2100-01-01T00:00:00Z --reason stolen',
      /^new@example\.com is signed out, and kept out\./,
    ],
    ['users factors new@example.com', /app +none .*codes +0 /s],
    ['users take-factors new@example.com --yes', /has no authenticator app and no codes/],
    ['users list --status disabled', /new@example\.com +New +disabled/],
    ['users enable new@example.com', /may sign in again/],
    ['users permissions new@example.com', /^ +may +nothing +at any API\n$/],
    ['users delete new@example.com --yes', /^The account of new@example\.com is deleted\./],
    ['groups list', /^NAME +PARENT +ROLES +FROM\n.*staff +everyone +support +file\n/s],
    ['groups create night --parent staff', /^The group night is made\./],
    ['groups show night', /below +staff, everyone\n.*all roles +support/s],
    [`groups add night ${plain} --until 2100-01-01T00:00:00Z`, /is a member of night/],
    [
      'groups members night',
      /plain@example\.com +Plain +active +group night until 2100-01-01T00:00:00Z\n/,
    ],
    ['roles users support', /plain@example\.com .* group night > staff/],
    [`groups remove night ${plain}`, /is no member of night any more/],
    ['groups give-role night reader', /The members of night have the role reader/],
    ['groups take-role night reader', /The role reader is taken from night/],
    ['groups delete night --yes', /The group night is deleted/],
    [
      'roles list --permission orders:read',
      /^NAME +PERMISSIONS +FROM\nsupport +orders:read +file\n$/,
    ],
    ['roles show support', /permits +orders:read\n/],
    ['roles create refunds --permissions orders:read', /^The role refunds is made\.\n/],
    ['roles give-permission refunds orders:refund', /^The role refunds gives orders:refund\./],
    ['roles take-permission refunds orders:read', /no longer gives orders:read\./],
    ['roles show refunds', /permits +orders:refund\n/],
    ['roles delete refunds --yes', /^The role refunds is deleted\./],
    [
      'apis list --search orders',
      /^ID +NAME +PERMISSIONS +FROM\nhttps:\/\/orders\.example +Orders +orders:read, orders:refund +file\n$/,
    ],
    [
      'apis show https://orders.example',
      /permissions +orders:read, orders:refund\n +details +order: read /,
    ],
    [
      'clients create report --apis https://orders.example',
      /^The client report is made\.\n {2}secret +\S{43} +shown this once\n$/,
    ],
    ['clients list --search rep', /report +report +service +active +admin\n/],
    ['clients show report', /grants +client_credentials\n/],
    ['clients give-role report reader', /^report has the role reader\./],
    ['clients take-role report reader', /^The role reader is taken from report\./],
    ['clients rotate-secret report', /secret +\S{43}/],
    ['clients end-former-secret report -y', /Only the newest secret of report is valid/],
    ['clients stop report --yes', /report is stopped/],
    ['clients start report', /report may go on/],
    ['clients delete report --yes', /report is deleted/],
    ['organizations create acme --name Acme', /^The organization acme is made\./],
    [`organizations add acme ${plain}`, /is a member of acme/],
    [`organizations give-role acme ${plain} support`, /has the role support in acme/],
    ['organizations members acme', /plain@example\.com +Plain +active +support\n/],
    ['organizations list --search ac', /^KEY +NAME +STATE +ID\nacme +Acme +active/],
    ['organizations rename acme Initech', /^acme is called Initech\./],
    ['organizations show acme', /key +acme\n.*name +Initech\n/s],
    ['roles users support --organization acme', /plain@example\.com .* within acme\n/],
    ['organizations add-domain acme acme.example --admit', /has the mail domain acme\.example/],
    ['organizations add-domain acme claimed.example --claim', /claimed\.example/],
    [
      'organizations domains acme',
      /acme\.example +yes +verified.*claimed\.example +no +claimed +_sallyport-challenge\.claimed\.example /s,
    ],
    ['organizations remove-domain acme acme.example', /no longer/],
    [`users organizations ${plain}`, /acme +Initech +active +support/],
    [`organizations take-role acme ${plain} support`, /The role support in acme is taken/],
    [`organizations remove acme ${plain}`, /is no member of acme any more/],
    ['organizations disable acme', /acme is disabled/],
    ['organizations enable acme', /acme is enabled/],
    ['organizations delete acme -y', /acme is deleted/],
    [`resource-roles give user:${plain} support order 42`, /has the role support on order 42\./],
    [`resource-roles list user:${plain}`, / support +order +42\n/],
    ['resource-roles holders order 42', /user:\S+ +support +order +42\n/],
    [
      `resource-roles take user:${plain} support order 42`,
      /is taken from user:plain@example\.com\./,
    ],
    [
      `resource-roles give user:${plain} reader group staff --until 2099-12-31T18:00:00Z`,
      /has the role reader on group staff\./,
    ],
    ['resource-roles holders group staff', /user:\S+ +reader +group +staff +2099/],
    [`resource-roles take user:${plain} reader group staff`, /on group staff is taken from/],
    ['users applications root@example.com', /console +Console +first/],
    [`users revoke ${plain} console`, /console may do nothing for plain@example\.com any more/],
    [`sessions end-all ${plain}`, /is signed out everywhere/],
    [
      'audit list --action group.* --limit 2',
      /^AT +ACTION +ACTOR +SUBJECTS +OUTCOME +ADDRESS\n.* group\.delete +user:.* group:night .*success/,
    ],
    [
      'keys list',
      /^KID +USE +ALG +STATE +SIGNS FROM +RETIRED +PUBLISHED UNTIL\n.* sig +RS256 +signing /s,
    ],
    ['audit list --actor root@example.com --limit 1', /\n.* user:\S{36} \(.+\) /],
    ['keys rotate --alg ES256', /^New keys are published/],
    ['trusted-issuers create FILES/idp.yaml', /^Its tokens are accepted\./],
    [
      'trusted-issuers list',
      /^ISSUER +PROFILE +AUDIENCES +FROM\nhttps:\/\/idp\.example +any-jwt +api:\/\/o: https:\/\/orders\.example +admin\n$/,
    ],
    ['trusted-issuers replace https://idp.example FILES/idp.yaml', /as the file says\./],
    ['trusted-issuers show https://idp.example', /subject +oid\n/],
    ['trusted-issuers delete https://idp.example -y', /are refused\./],
    ['policies set password FILES/password.yaml', /^password holds as the file says\./],
    ['policies list', /^NAME +FROM\n.*password +admin\n.*sign_in +default\n/s],
    ['policies show password', /policy +password +admin\n.*minimum_length +20\n/s],
    ['policies reset password -y', /^password is as by default\./],
    ['branding set FILES/branding.yaml', /^The pages look as the file says/],
    ['branding show', /name +Acme\n.*css +text\/css, 1 kB\n/s],
    ['branding reset -y', /^The pages look as by default/],
    ['routes create refunds FILES/route.yaml', /^The route refunds is served\./],
    [
      'routes list',
      /^ID +METHODS +REQUESTS +UPSTREAM +API +FROM\nrefunds +GET +\/refunds\/\* +http:\/\/r:7002 +https:\/\/orders\.example +admin\n$/,
    ],
    ['routes replace refunds FILES/public.json', /^The route refunds is served as the file says\./],
    ['routes show refunds', /requests +\/open +all\n.*api +public +none\n/s],
    ['routes delete refunds --yes', /^The route refunds is deleted\./],
  ])('%s', async (line, printed) => {
    expect((await run(...line.replace('FILES', files).split(' '))).out).toMatch(printed);
  });

  test('an end without its zone is refused before anything is done', async () => {
    const given = await run('users', 'give-role', plain, 'support', '--until', '2100-01-01');
    expect(given).toMatchObject({
      code: 2,
      said: '--until takes a date and time with its zone, as 2026-12-01T18:00:00Z.\n',
    });
  });

  test('an address that is not verified finds no account, and says which has it', async () => {
    const made = await run('users', 'create', 'claims@example.com', '--unverified', '--json');
    const { id } = JSON.parse(made.out).answer;
    const shown = await run('users', 'show', 'claims@example.com');
    expect(shown).toMatchObject(refused(1, new RegExp(`is not verified, .* ${id}\\.`)));
    expect((await run('users', 'verify-address', id, '-y')).out).toContain('can sign in with it');
    expect((await run('users', 'show', 'claims@example.com')).out).toContain(' verified\n');
  });

  test('what has ended is shown as such', async () => {
    await run('users', 'create', 'ended@example.com');
    await run('users', 'give-role', 'ended@example.com', 'support');
    const user = await admin.idOf('ended@example.com');
    await admin.sql`update user_roles set valid_until = '2020-01-01' where user_id = ${user}`;
    expect((await run('users', 'show', 'ended@example.com')).out).toContain(
      'support (ended 2020-01-01T00:00:00Z)',
    );
  });

  test('two accounts of a person become one', async () => {
    await run('users', 'create', 'old@example.com');
    await run('users', 'create', 'kept@example.com');
    const into = ['--into', 'kept@example.com'];
    const tried = await run('users', 'try-merge', 'old@example.com', ...into);
    expect(tried.out).toMatch(/^Nothing is done\..*addresses +old@example\.com\n/s);
    const merged = await run('users', 'merge', 'old@example.com', ...into, '--yes');
    expect(merged.out).toMatch(/^The account of old@example\.com is merged.*old@example\.com\n/s);
    const acting = await run('users', 'act-as', 'old@example.com', '--reason', 'Ticket 4711');
    expect((await run('users', 'former')).out).toMatch(/ merged +user:\S+ +\S{36}\n/);
    expect(acting.out).toMatch(
      /address +http:\/\/localhost:9000\/account\/impersonation\?id=\S{36} /,
    );
  });

  test('sessions of a person', async () => {
    const user = await admin.idOf(plain);
    const session = admin.random.uuid();
    const now = admin.clock.now();
    await admin.sql`
      insert into sessions (id, token_hash, user_id, auth_time, amr, seen_at, expires_at)
      values (${session}, ${Buffer.alloc(32, 1)}, ${user}, ${now}, '{pwd}', ${now},
        ${new Date(now.getTime() + 3_600_000)})`;
    expect((await run('sessions', 'list', plain)).out).toContain(session);
    expect((await run('users', 'sessions', plain)).out).toContain(session);
    expect((await run('sessions', 'end', plain, session)).out).toMatch(/^The session has ended/);
    expect((await run('sessions', 'list', plain)).said).toBe('They are signed in nowhere.\n');
  });

  test('grants and links', async () => {
    const [grant, link] = [admin.random.uuid(), admin.random.uuid()];
    const now = admin.clock.now();
    const end = new Date(now.getTime() + 3_600_000);
    await admin.sql`
      insert into grants (id, client_id, user_id, scope, apis, amr, auth_time, created_at, expires_at)
      values (${grant}, 'console', ${await admin.idOf(plain)}, '{openid}', '{}', '{pwd}', ${now},
        ${now}, ${end})`;
    await admin.sql`
      insert into links (id, token_hash, client_id, url, origin, api_id, permissions,
        authorization_details, uses, used, token_lifetime, metadata, created_at, redeemable_until,
        expires_at)
      values (${link}, ${admin.random.bytes(32)}, 'console', 'https://shop.example/?secret=1',
        'https://shop.example', 'https://orders.example', '{orders:read}',
        '[{"type":"order","identifier":"42","actions":["read"]}]', 1, 0, 60, '{}', ${now}, ${end},
        ${end})`;
    expect((await run('grants', 'list', '--user', plain)).out).toMatch(
      new RegExp(`^ID .*\n${grant} +Plain +Console +openid `),
    );
    expect((await run('grants', 'revoke', grant)).out).toMatch(/^It is revoked/);
    expect((await run('grants', 'list', '--user', plain)).said).toBe('No grant is found.\n');

    const listed = (await run('links', 'list', '--state', 'active')).out;
    expect(listed).toMatch(
      new RegExp(`\n${link} +active +console +orders:read, order 42 +0 of 1 `),
    );
    expect(listed).not.toContain('secret');
    expect((await run('links', 'revoke', link)).out).toMatch(/^It is revoked/);
    expect((await run('links', 'list', '--client', 'console')).out).toContain('revoked');
  });

  test('passkeys and accounts at providers', async () => {
    const user = await admin.idOf(plain);
    const passkey = admin.random.uuid();
    await admin.sql`
      insert into passkeys (id, user_id, credential_id, public_key, counter, transports, aaguid,
        backup_eligible, backed_up, user_verified, name, created_at)
      values (${passkey}, ${user}, ${Buffer.alloc(32, 7)}, ${Buffer.alloc(64)}, 0, '{}', ${passkey},
        true, true, true, 'Laptop', ${admin.clock.now()})`;
    expect((await run('users', 'passkeys', plain)).out).toContain(`${passkey} `);
    expect((await run('users', 'take-passkey', plain, passkey)).out).toContain('is taken away');
    expect((await run('users', 'passkeys', plain)).said).toBe('They have no passkey.\n');
    const [identity] = await admin.sql<{ id: string }[]>`
      insert into identities (issuer, subject, user_id, linked_at)
      values ('https://acme.example', 'plain', ${user}, now()) returning id`;
    expect((await run('users', 'identities', plain)).out).toMatch(
      / https:\/\/acme\.example +plain /,
    );
    await run('users', 'take-identity', plain, identity!.id);
    expect((await run('users', 'identities', plain)).said).toBe('They sign in at no provider.\n');
  });

  test('invitations and mails', async () => {
    const made = await run('users', 'invite', 'guest@example.com', '--roles', 'support', '--json');
    const invitation: string = JSON.parse(made.out).answer.id;
    expect((await run('invitations', 'list')).out).toContain('guest@example.com');
    expect((await run('invitations', 'resend', invitation)).out).toContain('It is sent again');
    expect((await run('invitations', 'withdraw', invitation)).out).toContain('its link is dead');
    expect((await run('mails', 'list', '--status', 'queued')).out).toMatch(/guest@example\.com/);
    expect(await run('mails', 'retry', invitation)).toMatchObject(refused(1, /mail/));
  });

  test('a person is sent a link to set another password', async () => {
    const sent = await run('users', 'send-password-reset', plain);
    expect(sent.out).toMatch(
      /^plain@example\.com gets a mail .*\n {2}email +plain@example\.com +until 2/,
    );
    const mails = (await run('mails', 'list', '--status', 'queued')).out;
    expect(mails).toMatch(/reset-password +plain@example\.com/);
  });

  test('who waits for an account is let in, or is not', async () => {
    await admin.sql`
      insert into waiting_people (id, email, name, language, joined_at)
      select gen_random_uuid(), name || '@wait.example', name, 'en', now() from unnest(array['Ann', 'Ben']) name`;
    const waiting = (await run('waiting-list', 'list', '--json')).out.trim().split('\n');
    const idOf = (name: string): string => {
      const person = waiting.map((line) => JSON.parse(line)).find((each) => each.name === name);
      return person.id;
    };
    const approved = await run('waiting-list', 'approve', idOf('Ann'), '--groups', 'staff');
    expect(approved.out).toMatch(/^They are let in.*\n {2}email +Ann@wait\.example +until 2/);
    expect((await run('waiting-list', 'refuse', idOf('Ben'), '-y')).out).toContain('off the list');
    expect((await run('waiting-list', 'list')).said).toBe('No one waits.\n');
  });

  test('providers', async () => {
    const body = {
      ...{ id: 'acme', type: 'oidc', name: 'Acme ID', client_id: 'us', client_secret: 'a secret' },
      settings: { issuer: 'http://127.0.0.1:1' },
    };
    const token = await admin.tokenOf('root@example.com');
    expect((await admin.call('POST', '/providers', { token, body })).status).toBe(201);
    expect((await run('providers', 'list')).out).toMatch(/\nacme +Acme ID +oidc .* shown +admin\n/);
    expect((await run('providers', 'hide', 'acme')).out).toContain('no button for acme');
    expect((await run('providers', 'show', 'acme')).out).toMatch(
      /name +Acme ID +without a button\n/,
    );
    expect((await run('providers', 'unhide', 'acme')).out).toContain('has a button');
    const given = await run('users', 'give-identity', plain, 'acme', 'plain-there');
    expect(given.out).toMatch(
      /^The account there signs plain@example\.com in\..*\n {2}id +\S{36}\n$/,
    );
    expect((await run('users', 'identities', plain)).out).toMatch(/ acme +.* plain-there /);
    const tested = await run('providers', 'test', 'acme');
    expect(tested).toMatchObject(refused(1, /gave no answer/));
    expect(tested.out).toMatch(/callback +http:\/\/localhost:9000\/federation\/acme\/callback /);
    expect((await run('providers', 'delete', 'acme', '--force', '-y')).out).toContain('is deleted');
    expect((await run('providers', 'list')).said).toBe('There is no provider.\n');
  });

  test('a key that waits is withdrawn', async () => {
    const listed: string = (await run('keys', 'list', '--json')).out;
    const next = listed.split('\n').find((line) => line.includes('"next"'))!;
    const { kid } = JSON.parse(next);
    expect((await run('keys', 'withdraw', kid, '-y')).out).toContain(`${kid} is withdrawn`);
  });

  test('a mail domain is not verified where there is no such organization', async () => {
    const asked = await run('organizations', 'verify-domain', 'none', 'acme.example');
    expect(asked).toMatchObject(refused(1, /none/));
  });

  test('gateways', async () => {
    expect((await run('gateways', 'list')).said).toContain('No gateway has a lease');
  });

  test('none is left out', () => {
    const all = [...nouns, audit].flatMap(({ name, commands }) =>
      commands.map((each) => `${name} ${each.name}`),
    );
    expect(all.filter((name) => !called.has(name))).toEqual([]);
  });
});

test('a long list is printed whole, and no more of it than was asked for', async () => {
  await admin.sql`
    insert into users (id, email, name, created_at)
    select gen_random_uuid(), 'person' || n || '@example.com', 'Person ' || n, now()
    from generate_series(1, 450) n`;
  const lines = (text: string) => text.trim().split('\n');
  const all = lines((await run('users', 'list', '--search', 'person', '--json')).out);
  expect(new Set(all.map((line) => JSON.parse(line).email)).size).toBe(450);
  expect(lines((await run('users', 'list', '--limit', '203')).out)).toHaveLength(204);
  expect(await run('users', 'list', '--limit', 'x')).toMatchObject(refused(2, /--limit/));
});

test('a name cannot reach the terminal', async () => {
  const name = 'Eve \u001b]52;c;aGk=\u0007\u009b2J\u202etxt';
  await admin.sql`update users set name = ${name} where email = ${plain}`;
  const shown = (await run('users', 'show', plain)).out;
  expect(shown).toContain('Eve \\u001b]52;c;aGk=\\u0007\\u009b2J\\u202etxt');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  const json = (await run('users', 'show', plain, '--json')).out;
  expect(json).not.toContain('\u009b');
  expect(JSON.parse(json).name).toBe(name);
});

describe('what is refused is told in words:', () => {
  test.each<[string, RegExp]>([
    ['users show nobody@example.com', /^There is no person with the address nobody@example\.com\./],
    ['users show 7', /id/],
    [`users give-role ${plain} nope`, /nope/],
    ['groups delete staff --yes', /apply the file/],
    ['clients create two/words', /Use letters, digits/],
    ['routes create wrong FILES/wrong.yaml', /definition\.path.*Begin the path with a slash/],
    ['routes create wrong FILES/list.yaml', /has to be keys with values/],
    ['routes create wrong FILES/none.yaml', /cannot be read: ENOENT/],
  ])('%s', async (line, sentence) => {
    const words = line.replace('FILES', files).split(' ');
    expect(await run(...words)).toMatchObject(refused(1, sentence));
  });

  test('a missing permission', async () => {
    vi.stubEnv('SALLYPORT_TOKEN', await admin.tokenOf('reader@example.com'));
    expect(await run('users', 'disable', plain)).toMatchObject(refused(1, /users:write/));
    vi.stubEnv('SALLYPORT_TOKEN', await admin.tokenOf('root@example.com'));
  });

  test('what cannot be undone, where there is no person to ask', async () => {
    expect(await run('users', 'delete', plain)).toMatchObject(refused(2, /Add --yes/));
    expect((await run('users', 'show', plain)).out).toContain(plain);
  });

  test.each([
    ['n', 1, /Nothing was changed\.\n$/],
    ['', 1, /Nothing was changed\.\n$/],
    ['yes', 0, /\[y\/N\] $/],
  ])('what cannot be undone, where the person answers %j', async (answer, code, said) => {
    await run('groups', 'create', 'doomed');
    const asked = startInProcess(['groups', 'delete', 'doomed'], { isTTY: true });
    await asked.told('Delete the group doomed?');
    asked.stdin.write(`${answer}\n`);
    expect(await asked.ended).toMatchObject({ code, stderr: expect.stringMatching(said) });
  });
});
