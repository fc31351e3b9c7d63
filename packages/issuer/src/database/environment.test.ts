import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createTestDatabase } from '../../../../testing/database.ts';
import { connect } from './connection.ts';

afterEach(() => void vi.unstubAllEnvs());

/** Variables of libpq, of which the driver reads some where the URL says nothing. */
const variables = {
  ...{ PGHOST: '192.0.2.1', PGPORT: '1', PGUSER: 'nobody', PGDATABASE: 'nothing' },
  ...{ PGPASSWORD: 'hunter2', PGSSLMODE: 'verify-full', PGSSLNEGOTIATION: 'direct' },
  ...{ PGOPTIONS: '-c search_path=nowhere', PGAPPNAME: 'other', PGCLIENT_ENCODING: 'LATIN1' },
  ...{ PGREPLICATION: 'database', PGCONNECT_TIMEOUT: '1' },
};

test('the variables of libpq change nothing', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const sql = connect({ url: database.url, max: 1 });
  try {
    expect(
      await sql`select current_schema() as schema, ${'€'} as euro,
        current_setting('application_name') as name, current_setting('client_encoding') as encoding`,
    ).toEqual([{ schema: 'public', euro: '€', name: 'sallyport', encoding: 'UTF8' }]);
  } finally {
    await sql.end();
  }
});

test.each([
  ['in clear', 3, Buffer.alloc(0)],
  ['as MD5', 5, Buffer.from('salt')],
  ['by SCRAM', 10, Buffer.from('SCRAM-SHA-256\0\0')],
])(
  'a password that the URL leaves out is not taken from elsewhere: %s',
  async (_, method, data) => {
    vi.stubEnv('PGPASSWORD', 'hunter2');
    const received: Buffer[] = [];
    /** Answers the start of a session by asking for the password, and whatever comes by refusing it. */
    const server = createServer((socket) => {
      socket.once('data', () => {
        const ask = Buffer.concat([Buffer.from('R'), Buffer.alloc(8), data]);
        ask.writeInt32BE(8 + data.length, 1);
        ask.writeInt32BE(method, 5);
        socket.write(ask);
        socket.on('data', (bytes: Buffer) => {
          received.push(bytes);
          const fields = Buffer.from('SFATAL\0C28P01\0Mno\0\0');
          const refusal = Buffer.concat([Buffer.from('E'), Buffer.alloc(4), fields]);
          refusal.writeInt32BE(4 + fields.length, 1);
          socket.end(refusal);
        });
      });
      socket.on('error', () => {});
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const sql = connect({ url: `postgres://me@127.0.0.1:${port}/db?sslmode=disable`, max: 1 });
    onTestFinished(() => sql.end());
    await expect(sql`select 1`).rejects.toMatchObject({ code: '28P01' });
    expect(Buffer.concat(received).toString()).not.toContain('hunter2');
  },
);
