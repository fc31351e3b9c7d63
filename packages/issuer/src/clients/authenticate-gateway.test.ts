import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { gatewayClientId } from '@sallyport/protocol/internal.ts';
import { expect, test } from 'vitest';
import { isGateway } from './authenticate-gateway.middleware.ts';

const known = isGateway({ gatewaySecret: 'present', formerGatewaySecrets: ['former', 'derived'] });
const says = (secret: string, id: string = gatewayClientId) => known(formatBasic({ id, secret }));

test('a gateway is known by the present secret and by those that it replaces', () => {
  expect(['present', 'former', 'derived'].map((secret) => says(secret))).toEqual([
    true,
    true,
    true,
  ]);
});

test('nothing else is one', () => {
  expect([says(''), says('presen'), says('present,former'), says('present', 'someone')]).toEqual(
    Array(4).fill(false),
  );
  expect([known(undefined), known('Bearer present')]).toEqual([false, false]);
});
