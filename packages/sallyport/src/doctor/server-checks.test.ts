import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { connect, type Sql } from '@sallyport/issuer/database/connection.ts';
import { migrate } from '@sallyport/issuer/database/migrate.ts';
import pico from 'picocolors';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { freePort } from '../../../../testing/ports.ts';
import { lastMigration, makeOlder } from '../../../issuer/src/database/older-database.fixture.ts';
import { configurationSchema } from '../config/schema.ts';
import { version } from '../version.ts';
import { aheadOf } from './ask-server.ts';
import { checkDatabase } from './database-checks.ts';
import type { Finding } from './finding.ts';
import { checkGateway } from './gateway-checks.ts';
import { checkIssuer } from './issuer-checks.ts';
import { report, summary } from './report.ts';
import { checkSchema } from './schema-checks.ts';
import { checkUpstreams } from './upstream-checks.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const faults = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ level }) => level === 'problem' || level === 'warning')
    .map(({ level, about, found }) => `${level} ${about}: ${found}`);

describe('an issuer', () => {
  const answering = (change: (url: string) => object, headers: Record<string, string> = {}) =>
    serve((request, response) => {
      const url = `http://${request.headers.host}`;
      const metadata = { issuer: url, jwks_uri: `${url}/jwks`, ...change(url) };
      response.writeHead(200, headers);
      response.end(JSON.stringify(request.url === '/jwks' ? { keys: [{}, {}] } : metadata));
    });

  test('that is well', async () => {
    const findings = await checkIssuer(await answering(() => ({})));
    expect(faults(findings)).toEqual([]);
    expect(summary(findings)).toBe('Nothing to do.');
  });

  test('that calls itself something else', async () => {
    const url = await answering(() => ({ issuer: 'http://localhost:9000' }));
    expect(faults(await checkIssuer(url))).toEqual([
      `problem Issuer: What answers at ${url} calls itself "http://localhost:9000".`,
    ]);
  });

  test('whose keys are elsewhere', async () => {
    const url = await answering(() => ({ jwks_uri: 'http://127.0.0.1:6000/jwks' }));
    expect(faults(await checkIssuer(url))).toEqual([
      expect.stringContaining(
        'problem Keys of the issuer: http://127.0.0.1:6000/jwks cannot be read',
      ),
    ]);
  });

  test.each([
    ['no list of keys', '{}'],
    ['an empty list', '{"keys":[]}'],
    ['null', 'null'],
    ['a page', '<html>'],
  ])('whose keys are %s', async (_, text) => {
    const keys = await serve((_, response) => response.end(text));
    const url = await answering(() => ({ jwks_uri: keys }));
    expect(faults(await checkIssuer(url))).toEqual([
      `problem Keys of the issuer: ${keys} answers 200 and no keys.`,
    ]);
  });

  test('whose answer has no end', async () => {
    const url = await serve((_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536, ' ')));
      };
      response.on('drain', more);
      more();
    });
    expect(faults(await checkIssuer(url))).toEqual([
      `problem Issuer: ${url}/.well-known/openid-configuration answers 200 and no metadata.`,
    ]);
  });

  test('whose answer stops half-way', { timeout: 10_000 }, async () => {
    const url = await serve((_, response) => void response.write('{"issuer":'));
    const [fault] = faults(await checkIssuer(url));
    expect(fault).toContain('cannot be read: no answer came within 5 seconds.');
  });

  test('that would move the cursor of a terminal', async () => {
    const jwks = 'http://127.0.0.1:6000/\u001b[2J\u009b2J';
    const findings = await checkIssuer(await answering(() => ({ jwks_uri: jwks })));
    const text = report(findings, { colors: pico.createColors(false), columns: 80 });
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text).toContain('\ufffd[2J');
  });

  test('whose clock is a minute ahead', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const [fault] = faults(await checkIssuer(await answering(() => ({}), { date })));
    expect(fault).toMatch(/^problem Clock of the issuer: It is (59|60)\.\d s ahead of/);
  });

  test('that is a login page of something else', async () => {
    const url = await serve((_, response) => response.end('<html>Welcome</html>'));
    expect(faults(await checkIssuer(url))).toEqual([
      `problem Issuer: ${url}/.well-known/openid-configuration answers 200 and no metadata.`,
    ]);
  });

  test('that is not there', async () => {
    const port = await freePort();
    const [fault] = faults(await checkIssuer(`http://127.0.0.1:${port}`));
    expect(fault).toContain(`cannot be read: connect ECONNREFUSED 127.0.0.1:${port}.`);
  });
});

describe('a gateway', () => {
  const good = '__Host-Http-sp_login_01234567=x; Path=/; Secure; HttpOnly; SameSite=Lax';

  async function examine(cookie: string | null, location = 'http://localhost:9000/authorize?x') {
    const url = await serve((request, response) => {
      if (request.url !== '/auth/login') return void response.writeHead(404).end();
      response.writeHead(303, { location, ...(cookie && { 'set-cookie': cookie }) }).end();
    });
    const application = { host: new URL(url).host, path: '/', client: 'web', client_secret: 'x' };
    return checkGateway(
      configurationSchema.parse({ gateway: { url }, applications: [application] }),
    );
  }

  test('that is well', async () => {
    expect(faults(await examine(good))).toEqual([]);
  });

  test.each([
    ['without its cookie', null, 'did not arrive'],
    ['with a cookie that a proxy rewrote', good.replace('HttpOnly; ', ''), 'without HttpOnly'],
  ])('%s', async (_, cookie, found) => {
    expect(faults(await examine(cookie))).toEqual([expect.stringContaining(found)]);
  });

  test('that leads elsewhere to sign in', async () => {
    expect(faults(await examine(good, '/login'))).toEqual([
      expect.stringContaining('answers 303 and does not lead to the issuer'),
    ]);
  });
});

describe('services behind the gateway', () => {
  const route = (upstream: unknown) => ({ path: '/*', upstream, authenticate: 'none' });
  const examine = (...upstreams: unknown[]) =>
    checkUpstreams(
      configurationSchema.parse({
        routes: upstreams.map((each, at) => ({ ...route(each), path: `/${at}` })),
      }),
    );

  test('that take connections, on any number of routes', async () => {
    const url = await serve((_, response) => response.end());
    const findings = await examine(url, `${url}/base`, [{ url, weight: 2 }]);
    expect(findings.map(({ level, found }) => `${level} ${found}`)).toEqual([
      'ok 1 of 1 take connections.',
    ]);
  });

  test('of which some do not run are named, each once', async () => {
    const url = await serve((_, response) => response.end());
    const port = await freePort();
    const silent = `http://127.0.0.1:${port}`;
    expect(faults(await examine(url, silent, `${silent}/base`))).toEqual([
      `warning Services behind the gateway: ${silent} takes no connection: connect ECONNREFUSED 127.0.0.1:${port}.`,
    ]);
  });

  test('whose name has several addresses are told with the reason of one', async () => {
    const port = await freePort();
    const [fault] = faults(await examine(`http://localhost:${port}`));
    expect(fault).toContain(`takes no connection: connect ECONNREFUSED `);
  });

  test('are none where there are no routes', async () => {
    expect(await examine()).toEqual([]);
  });
});

describe('a database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  test('is examined; what its server does not make durable is a problem', async () => {
    const findings = await checkDatabase(database.url);
    expect(findings.map(({ about }) => about)).toEqual([
      ...['Database', 'Clock of the database', 'Durability', 'Connections', 'Replication'],
      ...['Migrations', 'Issuers on the database'],
    ]);
    // The server of the tests is one whose data may be lost.
    expect(faults(findings)).toEqual([
      'problem Durability: fsync = off, full_page_writes = off: a crash can lose what was acknowledged.',
      'warning Issuers on the database: None is connected.',
    ]);
  });

  test('that is silent', { timeout: 10_000 }, async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(faults(await checkDatabase(`postgres://x:y@127.0.0.1:${port}/z`))).toEqual([
      'problem Database: It does not answer: nothing comes from it.',
    ]);
  });

  describe('with other versions', () => {
    let sql: Sql;
    const nodes = async (...versions: string[]) => {
      const pools = versions.map(() => connect({ url: database.url, max: 1 }));
      onTestFinished(() => Promise.all(pools.map((pool) => pool.end())).then(() => {}));
      for (const [index, pool] of pools.entries()) {
        await migrate(pool, { log: pino({ level: 'silent' }), version: versions[index] });
      }
    };
    const found = async () =>
      (await checkSchema(sql)).map(({ level, found }) => `${level}: ${found}`);
    beforeEach(() => {
      sql = connect({ url: database.url, max: 1 });
      onTestFinished(() => sql.end());
    });

    test('nodes of this one', async () => {
      await nodes(version, version);
      await expect
        .poll(found)
        .toEqual([
          `ok: The tables are those of Sallyport ${version}.`,
          expect.stringMatching(/^ok: 2: .* since .*Z \(\d.*\), .*\)\.$/),
        ]);
    });

    test('one of another', async () => {
      await nodes(version, '0.0.9-next.1');
      await expect
        .poll(async () => (await found())[1])
        .toMatch(/^warning: 1 of 2 are not of Sallyport .*: .*Z \(0\.0\.9-next\.1\)\.$/);
    });

    test('tables of an earlier and of a later one, and of another program', async () => {
      await makeOlder(sql);
      const older = `warning: The database lacks 1 of Sallyport ${version} (${lastMigration}).`;
      await expect.poll(found).toEqual([older, 'warning: None is connected.']);
      await nodes(version);
      await sql`insert into migrations (name, digest, version) values ('9999-x.sql', '', '9.0.0')`;
      expect((await found())[0]).toMatch(/^problem: .* brought up to date by Sallyport 9\.0\.0/);
      await sql`delete from migrations where name = '9999-x.sql'`;
      await sql`create schema theirs`;
      await sql`create table theirs.carts ()`;
      const their = connect({ url: `${database.url}?search_path=theirs`, max: 1 });
      onTestFinished(() => their.end());
      const [{ level, found: sentence } = {}] = await checkSchema(their);
      expect(`${level}: ${sentence}`).toContain('problem: The schema "theirs"');
      await their`drop table carts`;
      expect((await checkSchema(their))[0]).toMatchObject({ level: 'skipped' });
    });
  });

  test('that is not there', async () => {
    expect(faults(await checkDatabase('postgres://x:y@127.0.0.1:1/z'))).toEqual([
      expect.stringMatching(/^problem Database: It does not answer: /),
    ]);
  });
});

test('clocks differ only by what the seconds of Date and the way cannot explain', () => {
  const at = Date.parse('2026-11-26T12:00:00Z');
  const ahead = (stated: number, sent: number, received: number, unit = 1_000) =>
    aheadOf(stated, unit, { sent, received });
  expect(ahead(at, at + 300, at + 900)).toBe(0);
  expect(ahead(at, at - 10, at - 5)).toBe(5);
  expect(ahead(at, at + 3_000, at + 3_010)).toBe(-2_000);
  expect(ahead(Number.NaN, at, at)).toBeNull();
  expect(ahead(Date.parse('yesterday'), at, at)).toBeNull();
  expect(ahead(at, at + 300, at + 900, 0)).toBe(-300);
});
