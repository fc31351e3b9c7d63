import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { expect, test } from 'vitest';
import { temporary } from './temporary.fixture.ts';
import { startSallyport } from './testing.ts';

const api = 'https://orders.example';
const secret = 'a-secret-of-the-partner-long-enough';

const configuration = {
  apis: [{ id: api, name: 'Orders', permissions: ['orders:read'] }],
  clients: [
    {
      id: 'partner',
      name: 'Partner',
      type: 'service',
      secret,
      grants: ['client_credentials'],
      apis: [api],
    },
  ],
};

const askForToken = (issuer: string) =>
  fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: formatBasic({ id: 'partner', secret }) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });

test('a whole system, which leaves nothing', async () => {
  const { env, files } = await temporary();
  const system = await startSallyport({ configuration, env });
  expect((await askForToken(system.issuer)).status).toBe(200);
  expect((await fetch(`${system.gateway}/nothing`)).status).toBe(404);
  expect(await files()).toHaveLength(1);
  await system.close();
  expect(await files()).toEqual([]);
  await expect(fetch(system.issuer)).rejects.toThrow();
});

test('the configuration is told the addresses, and what is wrong with it is said', async () => {
  const wrong = startSallyport({
    configuration: ({ gateway }) => ({ clients: [{ id: 'x', redirect_uris: [gateway], tpe: 1 }] }),
  });
  await expect(wrong).rejects.toThrow(/tpe/);
});
