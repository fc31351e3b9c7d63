import { expect, test } from 'vitest';
import { pageHeaders } from '../../packages/gateway/src/applications/security-headers.ts';
import { pageHeaders as issuerHeaders } from '../../packages/issuer/src/http/security-headers.ts';
import { codeBlocks } from './code-blocks.ts';

const shown = codeBlocks('docs/pages/do/content-security-policy.md')
  .filter(({ language }) => language === 'text')
  .map(({ text }) => text.trim());

test('the page shows the policies that are sent', () => {
  const application = {
    host: 'shop.example',
    path: '/',
    client: 'shop-web',
    client_secret: 's',
    scopes: [],
  };
  const ofGateway = pageHeaders(application, 'https://id.example');
  const ofIssuer = new Map(
    issuerHeaders({ formTargets: ['https://shop.example'], hasScripts: true }),
  );
  expect(shown).toEqual([
    ofGateway[ofGateway.indexOf('Content-Security-Policy') + 1],
    ofIssuer.get('Content-Security-Policy'),
  ]);
});
