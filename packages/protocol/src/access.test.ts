import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllowed } from './access.ts';

const order42 = { type: 'order', identifier: '42', actions: ['read'] };
const names = fc.uniqueArray(fc.constantFrom('orders:read', 'orders:refund', 'reports:read'));

describe('a token without authorization_details', () => {
  test('passes when it holds every permission', () => {
    fc.assert(
      fc.property(names, names, (held, needed) => {
        const all = needed.every((name) => held.includes(name));
        const token = { permissions: held, authorization_details: [] };
        expect(isAllowed(token, { permissions: needed })).toBe(all);
      }),
    );
  });

  test('may stand on its permission where a resource is named beside it', () => {
    const token = { permissions: ['orders:read'], authorization_details: [] };
    expect(isAllowed(token, { permissions: ['orders:read'], details: order42 })).toBe(true);
    expect(isAllowed(token, { details: order42 })).toBe(false);
  });
});

describe('a token confined to a resource', () => {
  const token = { permissions: ['orders:read'], authorization_details: [order42] };

  test('passes for that resource', () => {
    expect(isAllowed(token, { permissions: ['orders:read'], details: order42 })).toBe(true);
  });

  test.each([
    ['another identifier', { ...order42, identifier: '43' }],
    ['another type', { ...order42, type: 'invoice' }],
    ['one action more', { ...order42, actions: ['read', 'refund'] }],
  ])('does not for %s', (_, details) => {
    expect(isAllowed(token, { permissions: ['orders:read'], details })).toBe(false);
  });

  test('passes nowhere else, whatever permissions it carries', () => {
    fc.assert(
      fc.property(names, (needed) => {
        expect(isAllowed(token, { permissions: needed })).toBe(false);
        expect(isAllowed(token, {})).toBe(false);
      }),
    );
  });
});
