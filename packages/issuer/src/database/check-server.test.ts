import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, inject, onTestFinished, test } from 'vitest';
import { withDatabase } from '../../../../testing/database-url.ts';
import { checkServer, requireUsable, UnusableServerError } from './check-server.ts';
import { connect } from './connection.ts';

function open(url: string) {
  const sql = connect({ url, max: 1 });
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

test('a server that hangs up after the first bytes is given up', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => socket.end()).on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  await expect(checkServer(open(`postgres://me@127.0.0.1:${port}/db`))).rejects.toMatchObject({
    code: 'CONNECTION_CLOSED',
  });
});

test('a database that does not know its characters is refused', async () => {
  const server = inject('databaseServer');
  const administration = open(server);
  const name = `sallyport_test_ascii_${process.pid}`;
  await administration.unsafe(
    `create database ${name} encoding SQL_ASCII locale 'C' locale_provider libc template template0`,
  );
  onTestFinished(async () => {
    await administration.unsafe(`drop database ${name} with (force)`);
  });
  await expect(checkServer(open(withDatabase(server, name)))).rejects.toThrow(
    new UnusableServerError(
      'The database has the encoding SQL_ASCII, and Sallyport needs UTF8. ' +
        'Make one with: createdb --encoding=UTF8 --template=template0 NAME',
    ),
  );
});

test('versions', () => {
  expect(() => requireUsable({ version: 130_018, encoding: 'UTF8', schema: 'public' })).toThrow(
    'The server is PostgreSQL 13, and Sallyport needs 14 or later.',
  );
  requireUsable({ version: 140_000, encoding: 'UTF8', schema: 'public' });
});

test('a schema that does not exist is refused', async () => {
  const sql = open(`${inject('databaseServer')}?search_path=nowhere`);
  await expect(checkServer(sql)).rejects.toThrow('names no schema that exists');
});
