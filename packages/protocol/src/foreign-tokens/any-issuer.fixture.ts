import type { Claims } from '../claim-path.ts';
import { auth0Claim, auth0Person } from './auth0.fixture.ts';
import type { ForeignTokenCase } from './case.fixture.ts';

/** What any issuer may send, on the token of a person at Auth0. */
const variant = (
  what: string,
  why: string,
  claims: Claims,
  right: ForeignTokenCase['right'],
  header: Claims = {},
): ForeignTokenCase => ({
  ...auth0Person,
  from: 'Any issuer',
  what,
  why,
  header: { ...auth0Person.header, ...header },
  claims: { ...auth0Person.claims, ...claims },
  right,
});

const order42 = { type: 'order', identifier: '42', actions: ['read'] };

export const anyIssuerCases: ForeignTokenCase[] = [
  variant(
    'one that is for order 42',
    'it is not for all that the role may',
    { authorization_details: [order42] },
    {
      confined: true,
      details: [order42],
      roles: [],
    },
  ),
  variant(
    'one that is for what is not understood',
    'it is not one without confines',
    { authorization_details: [{ type: 'payment', amount: 5 }] },
    { confined: true, details: [], roles: [] },
  ),
  variant(
    'one for order 42 up to an amount',
    'the amount would be lost',
    { authorization_details: [{ ...order42, max_amount: 10 }] },
    { confined: true, details: [], roles: [] },
  ),
  variant(
    'one without details in a list',
    'the list confines to nothing',
    { authorization_details: [] },
    {
      confined: false,
      roles: ['support'],
    },
  ),
  variant('one that says sub_kind', 'the word is ours', { sub_kind: 'link' }, { kind: 'user' }),
  variant(
    'one with an actor',
    'who acts is kept',
    { act: { sub: 'robot', act: { sub: 'x' } } },
    {
      actor: { sub: 'robot', act: { sub: 'x' } },
    },
  ),
  variant(
    'one with an actor that is none',
    'what is dropped would be a person by themselves',
    { act: 'robot' },
    'token_claim_invalid',
  ),
  variant('a logout token', 'the type says so', {}, 'token_wrong_type', { typ: 'logout+jwt' }),
  variant('a logout token without a type', 'it has events', { events: {} }, 'token_wrong_type', {
    typ: undefined,
  }),
  variant('a security event', 'the type says so', {}, 'token_wrong_type', { typ: 'secevent+jwt' }),
  variant('a type that is no text', 'it says nothing that is known', {}, 'token_wrong_type', {
    typ: 5,
  }),
  variant('the ID token beside a code', 'it has c_hash', { c_hash: 'x' }, 'token_wrong_type'),
  variant(
    'one marked at+jwt',
    'the type decides, whatever the nonce',
    { nonce: 'n' },
    { kind: 'user' },
    { typ: 'application/AT+jwt' },
  ),
  variant('a subject that is no text', 'it is no name', { sub: 5 }, 'token_claim_invalid'),
  variant('a subject with a NUL', 'no database keeps it', { sub: 'a\0b' }, 'token_claim_invalid'),
  variant(
    'an audience that is no text',
    'it names no service',
    { aud: [5] },
    'token_claim_invalid',
  ),
  variant('an empty list of audiences', 'it names no service', { aud: [] }, 'token_wrong_audience'),
  variant(
    'an end that is no number',
    'it would never end',
    { exp: '9999999999' },
    'token_claim_invalid',
  ),
  variant(
    'roles that are none',
    'they name nothing',
    { [auth0Claim]: [5, null, 'a\0b'] },
    { roles: [] },
  ),
];
