import { describe, expect, test } from 'vitest';
import { claimMapOf } from './claim-map.ts';
import { principalOf } from './issuer-rules.ts';
import { can } from './permissions.ts';

const order = (identifier: string) => ({ type: 'order', identifier, actions: ['read'] });

describe('of another issuer', () => {
  const foreign = claimMapOf();
  const read = (claims: object) => principalOf({ sub: 'alice', ...claims }, { foreign });

  test('names may come as one string', async () => {
    const claims = { roles: 'admin', permissions: 'orders:read  orders:refund' };
    expect(await read(claims)).toMatchObject({
      roles: ['admin'],
      permissions: ['orders:read', 'orders:refund'],
    });
    expect((await read({ realm_access: { roles: 'clerk' } })).roles).toEqual(['clerk']);
  });

  test.each([{ admin: true }, 5, null, [{ name: 'admin' }, 7]])(
    'what is no name grants nothing: %j',
    async (value) => {
      expect(await read({ roles: value, permissions: value, scope: value })).toMatchObject({
        roles: [],
        permissions: [],
        scope: [],
      });
    },
  );

  test('what a mapper replaces is not read', async () => {
    const claims = { sub: 'alice', roles: ['clerk'], permissions: 'everything' };
    const seen: unknown[] = [];
    const principal = await principalOf(claims, {
      foreign,
      permissions({ roles, permissions }) {
        seen.push(roles, permissions);
        return ['orders:read'];
      },
    });
    expect(seen).toEqual([['clerk'], []]);
    expect(principal.permissions).toEqual(['orders:read']);
  });

  test('details that are understood count, and the others beside them do not', async () => {
    const details = [{ type: 'payment', amount: 5 }, order('42'), 'text', null];
    const principal = await read({ permissions: ['orders:read'], authorization_details: details });
    expect(principal.authorizationDetails).toEqual([order('42')]);
    expect(can(principal, { details: order('42') })).toBe(true);
    expect(can(principal, 'orders:read')).toBe(false);
  });

  test.each([
    [[{ type: 'payment', amount: 5 }]],
    [[{ type: 'order', identifier: '42', actions: 'read' }]],
    [[{ type: 'order', actions: ['read'] }]],
    [{ type: 'order' }],
    ['order'],
    [null],
  ])('confined to what is not understood it may do nothing: %j', async (details) => {
    const claims = { sub: 'alice', permissions: ['orders:read'], authorization_details: details };
    const mapper = () => ['orders:read'];
    for (const permissions of [undefined, mapper]) {
      const principal = await principalOf(claims, { foreign, permissions });
      expect(principal).toMatchObject({ authorizationDetails: [], permissions: [] });
      expect(can(principal, { permissions: ['orders:read'], details: order('42') })).toBe(false);
    }
  });

  test('an empty list of details confines to nothing in particular', async () => {
    const claims = { permissions: ['orders:read'], authorization_details: [] };
    expect(can(await read(claims), 'orders:read')).toBe(true);
  });
});

describe('of an issuer that keeps to the profile', () => {
  test.each(['user', 'client', 'link'])('its own word for the kind counts: %s', async (kind) => {
    const claims = { sub: 'robot', client_id: 'robot', sub_kind: kind };
    expect(await principalOf(claims)).toMatchObject({ kind });
    expect(await principalOf(claims, { foreign: claimMapOf() })).toMatchObject({ kind: 'client' });
  });

  test('a kind that is none of ours says nothing', async () => {
    const claims = { sub: 'alice', client_id: 'shop-web', sub_kind: 'admin' };
    expect(await principalOf(claims)).toMatchObject({ kind: 'user' });
  });

  test('whom a link is for is beside its subject, and means nothing elsewhere', async () => {
    const claims = { sub: 'link:1', sub_kind: 'link', link_subject: 'guest-7' };
    expect(await principalOf(claims)).toMatchObject({ subject: 'link:1', linkSubject: 'guest-7' });
    expect(await principalOf(claims, { foreign: claimMapOf() })).not.toHaveProperty('linkSubject');
  });

  test.each([
    { roles: 'admin' },
    { permissions: 'orders:read' },
    { permissions: ['orders:read', 7] },
    { authorization_details: [{ type: 'payment', amount: 5 }] },
    { authorization_details: [{ type: 'order', identifier: '42', actions: 'read' }] },
  ])('a claim of another shape is refused: %j', async (claims) => {
    await expect(principalOf({ sub: 'alice', ...claims })).rejects.toThrow(
      expect.objectContaining({ code: 'token_claim_invalid' }),
    );
  });
});
