import { describe, expect, test } from 'vitest';
import { checkToken, type TokenRules } from './check-token.ts';
import { parseClaimPath } from './claim-path.ts';
import { confirmationOf } from './confirmation.ts';
import { readForeignPrincipal } from './foreign-principal.ts';
import { boundTo, type ForeignTokenCase, foreignTokens } from './foreign-tokens.fixture.ts';
import { profileRules } from './token-profile.ts';

const now = 1_800_000_000;

/** What a case comes to: a principal, or the code of what is wrong. */
function read({ header, claims, map = {}, ...declared }: ForeignTokenCase) {
  const { audience, profile = 'any-jwt' } = declared;
  const rules: TokenRules = {
    issuer: String(claims['iss']),
    audiences: audience === null ? [] : [audience],
    withoutAudience: audience === null,
    profile: profileRules[profile],
    clockTolerance: 5,
  };
  const full = { iat: now, exp: now + 3600, ...claims };
  const fault = checkToken({ header, claims: full }, rules, now);
  if (fault) return fault.code;
  const path = (text: string | string[]) =>
    typeof text === 'string' ? parseClaimPath(text)! : text;
  const found = readForeignPrincipal(full, {
    sub: path(map.sub ?? 'sub'),
    roles: map.roles === undefined ? [] : [path(map.roles)],
    ...(map.role_names && { roleNames: map.role_names }),
  });
  return found.ok ? found.principal : found.fault.code;
}

test.each(foreignTokens)('$from: $what, for $why', (each) => {
  const came = read(each);
  if (typeof each.right === 'string') expect(came).toBe(each.right);
  else expect(came).toMatchObject(each.right);
});

describe('clocks may differ by the tolerance:', () => {
  const [person] = foreignTokens;
  test.each([
    [{ exp: now - 4 }, null],
    [{ exp: now - 5 }, 'token_expired'],
    [{ nbf: now + 5 }, null],
    [{ nbf: now + 6 }, 'token_not_yet_valid'],
    [{ iat: now + 60 }, null],
  ])('%j: %s', (times, code) => {
    const came = read({ ...person!, claims: { ...person!.claims, ...times } });
    if (code) expect(came).toBe(code);
    else expect(came).toMatchObject({ kind: 'user' });
  });
});

test('Google writes its name in two ways', () => {
  const rules = { audiences: ['a'], withoutAudience: false, clockTolerance: 5 };
  const claims = { iss: 'accounts.google.com', aud: 'a', sub: 's', exp: now + 1 };
  const check = (issuer: string) =>
    checkToken({ header: {}, claims }, { ...rules, issuer, profile: profileRules['any-jwt'] }, now);
  expect(check('https://accounts.google.com')).toBeNull();
  expect(check('accounts.google.com')).toEqual({ code: 'token_wrong_issuer' });
});

test('an unencoded payload is no JWT', () => {
  const [person] = foreignTokens;
  expect(read({ ...person!, header: { b64: false } })).toBe('token_malformed');
});

describe('what a token is bound to', () => {
  const certificate = { 'x5t#S256': boundTo.jkt };
  test.each([
    [undefined, undefined],
    [boundTo, boundTo],
    [certificate, certificate],
    [
      { ...boundTo, ...certificate },
      { ...boundTo, ...certificate },
    ],
    [{}, null],
    [{ ...boundTo, jwk: {} }, null],
    [{ kid: 'first' }, null],
    [{ jkt: 5 }, null],
    [{ jkt: 'short' }, null],
    ['text', null],
    [null, null],
  ])('%j is read as %j', (cnf, right) => {
    expect(confirmationOf({ cnf })).toEqual(right);
  });
});

describe('a path', () => {
  test.each([
    ['roles', ['roles']],
    ['realm_access.roles', ['realm_access', 'roles']],
    ['my roles', ['my roles']],
    ['https://orders.example/roles', ['https://orders.example/roles']],
    ['a..b', null],
    ['.a', null],
    ['', null],
  ])('%s is %j', (text, path) => {
    expect(parseClaimPath(text)).toEqual(path);
  });

  test.each([['__proto__'], ['constructor', 'name'], ['aud', 'length']])(
    'that leads to no claim finds nothing: %s',
    (...path) => {
      const found = readForeignPrincipal({ sub: 'a', aud: ['b'] }, { sub: path, roles: [] });
      expect(found).toEqual({
        ok: false,
        fault: { code: 'token_claim_invalid', claim: path.join('.') },
      });
    },
  );
});
