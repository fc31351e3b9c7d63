import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { onTestFinished } from 'vitest';
import { newSite, type Site, sallyport } from './command.fixture.ts';

export async function site(options?: { first: boolean }): Promise<Site> {
  const made = await newSite(options);
  onTestFinished(() => made.remove());
  return made;
}

export const start = (file: string, { dataDir }: Site, more: string[] = []) => {
  const command = sallyport(['start', '--config', file, '--data-dir', dataDir, ...more]);
  onTestFinished(() => void command.process.kill('SIGKILL'));
  return command;
};

export const shop = [
  'apis: [{ id: "https://orders.example", name: Orders, permissions: ["orders:read"] }]',
  'clients:',
  '  - id: shop-api',
  '    name: Shop',
  '    type: service',
  '    secret: a-secret-of-the-shop-that-is-long-enough',
  '    grants: [client_credentials]',
  '    apis: [https://orders.example]',
  '    serves: [https://orders.example]',
].join('\n');

export const authorization = {
  authorization: formatBasic({
    id: 'shop-api',
    secret: 'a-secret-of-the-shop-that-is-long-enough',
  }),
};

export const askForToken = (issuer: string) =>
  fetch(`${issuer}/token`, {
    method: 'POST',
    headers: authorization,
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
