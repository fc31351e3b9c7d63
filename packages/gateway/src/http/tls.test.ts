import { once } from 'node:events';
import { get } from 'node:https';
import { connect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { accessToken, bearer, createWorld } from '../testing/gateway.fixture.ts';

async function createTlsWorld(ownHeader?: string) {
  const { cert, key } = await makeCertificate(['localhost']);
  const world = await createWorld({
    upstream: (_, response) => {
      if (ownHeader !== undefined) response.setHeader('strict-transport-security', ownHeader);
      response.end('ok');
    },
    settings: { url: 'https://localhost:8443', tls: { cert, key } },
  });
  onTestFinished(() => world.close());
  return world.port;
}

async function ask(port: number, path: string) {
  const to = { host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false } as const;
  const [response] = await once(get({ ...to, headers: bearer(accessToken('alice')) }), 'response');
  response.resume();
  return [response.statusCode, response.headers['strict-transport-security']];
}

test('over TLS of our own, browsers are told to come back by TLS alone', async () => {
  const port = await createTlsWorld();
  expect(await ask(port, '/api/x')).toEqual([200, 'max-age=31536000']);
  expect(await ask(port, '/nothing')).toEqual([404, 'max-age=31536000']);
});

test('what an upstream says of it takes precedence', async () => {
  const port = await createTlsWorld('max-age=1; preload');
  expect(await ask(port, '/api/x')).toEqual([200, 'max-age=1; preload']);
});

test.each(['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA'])(
  'the suite %s is refused',
  async (ciphers) => {
    const port = await createTlsWorld();
    const old = { maxVersion: 'TLSv1.2', ciphers } as const;
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...old });
    await expect(once(socket, 'secureConnect')).rejects.toThrow(/handshake failure/);
  },
);
