import { describe, expect, test } from 'vitest';
import type { Method } from '../assurance/proof.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { nextStep, type Situation } from './dispatch.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
const session = (minute: number) => ({
  id: 's',
  userId: 'u',
  amr: ['pwd'],
  authTime: at(minute),
  acr: 'aal1' as const,
  proofs: [{ method: 'password' as const, at: at(minute) }],
  mustChangePassword: false,
});

const parameters = (changes: Partial<AuthorizationParameters> = {}): AuthorizationParameters => ({
  clientId: 'shop',
  redirectUri: 'https://shop.example/cb',
  scope: ['openid'],
  apis: [],
  prompt: [],
  ...changes,
});

/** The request arrives at minute 10, and is looked at when minute 15 begins. */
const next = (
  changes: Partial<AuthorizationParameters>,
  signedIn: number | null,
  situation: Partial<Situation> = {},
) =>
  nextStep(parameters(changes), {
    session: signedIn === null ? null : session(signedIn),
    proven: null,
    account: {
      mustChangePassword: false,
      owesAddress: false,
      hasMailbox: false,
      factors: [],
      enrollable: [],
      required: null,
    },
    demand: {
      acr: 'aal1',
      maxAge: changes.maxAge,
      ways: ['password'],
      identifierFirst: false,
      rememberDevice: null,
      verifiedAddress: false,
    },
    linksIdentity: false,
    owesTerms: false,
    ...{ accounts: 0, selectedAccount: null },
    since: at(10),
    now: at(15),
    assured: true,
    consent: null,
    allowed: true,
    organization: null,
    ...situation,
  });

test.each([
  ['not signed in', {}, null, 'sign-in'],
  ['signed in', {}, 0, 'issue'],
  ['none, not signed in', { prompt: ['none'] }, null, 'refuse'],
  ['none, signed in', { prompt: ['none'] }, 0, 'issue'],
  ['login, signed in before', { prompt: ['login'] }, 9, 'sign-in'],
  ['login, signed in since', { prompt: ['login'] }, 11, 'issue'],
  ['select_account, signed in before', { prompt: ['select_account'] }, 9, 'sign-in'],
  ['max_age, signed in long ago', { maxAge: 300 }, 9, 'sign-in'],
  ['max_age, signed in lately', { maxAge: 600 }, 9, 'issue'],
  ['max_age=0, signed in since', { maxAge: 0 }, 11, 'issue'],
  ['a hint of the signed-in user', { hintedUser: 'u' }, 0, 'issue'],
  ['a hint of another user', { hintedUser: 'v' }, 0, 'sign-in'],
  ['a hint, not signed in', { hintedUser: 'u' }, null, 'sign-in'],
  ['none with a hint of another user', { prompt: ['none'], hintedUser: 'v' }, 0, 'refuse'],
  ['a hint, and another user has signed in since', { hintedUser: 'v' }, 11, 'refuse'],
  ['none with max_age, signed in long ago', { prompt: ['none'], maxAge: 300 }, 0, 'refuse'],
])('%s', (_, changes, signedIn, expected) => {
  expect(next(changes, signedIn).step).toBe(expected);
});

test.each([
  ['it does not matter when', {}, 'issue'],
  ['login', { prompt: ['login'] }, 'issue'],
  ['select_account', { prompt: ['select_account'] }, 'issue'],
  ['at most an hour ago', { maxAge: 3600 }, 'issue'],
  ['at most nine minutes ago', { maxAge: 540 }, 'issue'],
  ['at most five minutes ago', { maxAge: 300 }, 'sign-in'],
])('a sign-in since, of nine minutes ago at its provider: %s', (_, changes, expected) => {
  const proof = { method: 'provider' as const, at: at(11), authTime: at(1) };
  const since = { ...session(1), proofs: [proof] };
  expect(next(changes, null, { session: since, now: at(12) }).step).toBe(expected);
});

test.each([
  ['a client that is not assured, signed in before', {}, 0, { assured: false }, 'consent'],
  ['the same, signed in since', {}, 11, { assured: false }, 'issue'],
  ['the same, and it was given', {}, 0, { assured: false, consent: 'given' }, 'issue'],
  ['the same, and it was denied', {}, 0, { assured: false, consent: 'denied' }, 'access_denied'],
  ['the same, with none', { prompt: ['none'] }, 0, { assured: false }, 'consent_required'],
  ['the same, not signed in', {}, null, { assured: false }, 'sign-in'],
  ['consent', { prompt: ['consent'] }, 0, {}, 'consent'],
  ['consent, signed in since', { prompt: ['consent'] }, 11, {}, 'consent'],
  ['consent, and it was given', { prompt: ['consent'] }, 0, { consent: 'given' }, 'issue'],
  ['login and consent', { prompt: ['login', 'consent'] }, 0, {}, 'sign-in'],
  ['denied, and the session has ended', {}, null, { consent: 'denied' }, 'access_denied'],
] as const)('consent: %s', (_, changes, signedIn, situation, expected) => {
  const step = next({ ...changes } as Partial<AuthorizationParameters>, signedIn, situation);
  expect(step.step === 'refuse' ? step.code : step.step).toBe(expected);
});

test.each([
  ['chosen, where there are some', 0, { accounts: 2 }, 'select-account'],
  ['chosen by a person who has signed out', null, { accounts: 2 }, 'select-account'],
  ['not chosen where there are none', null, {}, 'sign-in'],
  ['the one of the session', 0, { accounts: 2, selectedAccount: 'u' }, 'issue'],
  ['another one than that', 0, { accounts: 2, selectedAccount: 'v' }, 'sign-in'],
  ['one that is not there yet', 0, { accounts: 2, selectedAccount: '' }, 'sign-in'],
  ['signed in on the way', 11, { accounts: 2, selectedAccount: '' }, 'issue'],
] as const)('prompt=select_account: the account is %s', (_, signedIn, situation, expected) => {
  expect(next({ prompt: ['select_account'] }, signedIn, situation).step).toBe(expected);
});

test.each([
  ['of two accounts none is signed in', null, { accounts: 2 }, 'account_selection_required'],
  ['of one account', null, { accounts: 1 }, 'login_required'],
  ['nobody has signed in before', null, {}, 'login_required'],
] as const)('prompt=none where %s', (_, signedIn, situation, expected) => {
  expect(next({ prompt: ['none'] }, signedIn, situation)).toMatchObject({ code: expected });
});

test('prompt=none goes on with the session, however many accounts there are', () => {
  expect(next({ prompt: ['none'] }, 0, { accounts: 2 }).step).toBe('issue');
  const old = next({ prompt: ['none'], maxAge: 60 }, 0, { accounts: 2 });
  expect(old).toMatchObject({ code: 'login_required' });
});

test.each([
  ['after signing in', {}, 0, 'accept-terms'],
  ['before consent', { prompt: ['consent'] }, 0, 'accept-terms'],
  ['not of a person who is not signed in', {}, null, 'sign-in'],
  ['never without a page', { prompt: ['none'] }, 0, 'interaction_required'],
] as const)('terms that are owed are asked for: %s', (_, changes, signedIn, expected) => {
  const step = next({ ...changes } as Partial<AuthorizationParameters>, signedIn, {
    owesTerms: true,
  });
  expect(step.step === 'refuse' ? step.code : step.step).toBe(expected);
});

test.each([
  ['a session by a way that is not open', ['email_code'], 'password', 'sign-in'],
  ['a session by one that is', ['email_code', 'password'], 'password', 'issue'],
  ['a provider, whatever is open', [], 'provider', 'issue'],
  ['the mailbox, where there are passwords', ['password'], 'magic_link', 'issue'],
  ['the mailbox, where only the other way by mail is open', ['email_code'], 'magic_link', 'issue'],
  ['the mailbox, where there is neither', [], 'email_code', 'sign-in'],
] as const)('ways: %s', (_, ways, method, expected) => {
  const rest = {
    maxAge: undefined,
    identifierFirst: false,
    rememberDevice: null,
    verifiedAddress: false,
  };
  const demand = { acr: 'aal1' as const, ...rest };
  const stands = { ...session(0), proofs: [{ method, at: at(0) }] };
  expect(next({}, 0, { demand: { ...demand, ways: [...ways] }, session: stands }).step).toBe(
    expected,
  );
});

describe('acr', () => {
  const aal2: Partial<Situation> = {
    demand: {
      acr: 'aal2',
      maxAge: undefined,
      ways: ['password'],
      identifierFirst: false,
      rememberDevice: null,
      verifiedAddress: false,
    },
  };
  const has = (...factors: Method[]): Partial<Situation> => ({
    account: {
      mustChangePassword: false,
      owesAddress: false,
      hasMailbox: false,
      factors,
      enrollable: [],
      required: null,
    },
  });
  const proved = (...methods: Method[]): Partial<Situation> => ({
    proven: {
      userId: 'u',
      credentialVersion: 0,
      proofs: methods.map((method) => ({ method, at: at(12) })),
    },
  });
  const unmet = 'unmet_authentication_requirements';
  const canSetUp: Partial<Situation> = {
    account: {
      mustChangePassword: false,
      owesAddress: false,
      hasMailbox: false,
      factors: [],
      enrollable: ['totp'],
      required: null,
    },
  };

  const canReadMail = { account: { ...canSetUp.account!, hasMailbox: true } };

  test.each([
    ['one factor, and a second is set up', 0, has('totp'), 'second-factor'],
    ['a password just typed', null, { ...has('totp'), ...proved('password') }, 'second-factor'],
    ['both just proved', null, { ...has('totp'), ...proved('password', 'totp') }, 'start-session'],
    ['the second beside the session', 0, { ...has('totp'), ...proved('totp') }, 'start-session'],
    ['a second factor alone', null, { ...has('totp'), ...proved('totp') }, 'sign-in'],
    ['none is set up', 0, has(), unmet],
    ['none is set up, and one can be', 11, canSetUp, 'enrol-factor'],
    [
      'the same, and the password was just typed',
      0,
      { ...canSetUp, ...proved('password') },
      'enrol-factor',
    ],
    ['the same, in a session from before', 0, canSetUp, 'sign-in'],
    ['the same, of a person who reads mails', 11, canReadMail, 'confirm-mailbox'],
    [
      'they have typed a code from it',
      null,
      { ...canReadMail, ...proved('password', 'email_code') },
      'enrol-factor',
    ],
    ['beside the session', 11, { ...canReadMail, ...proved('email_code') }, 'enrol-factor'],
    [
      'a password and a mailbox',
      null,
      { ...has('totp'), ...proved('password', 'magic_link') },
      'second-factor',
    ],
    [
      'a password and a provider',
      null,
      { ...has('totp'), ...proved('password', 'provider') },
      'second-factor',
    ],
    [
      'a mailbox and a provider',
      null,
      { ...has('totp'), ...proved('email_code', 'provider') },
      'second-factor',
    ],
    [
      'a password in a browser that is remembered',
      null,
      { ...has('totp'), ...proved('password', 'remembered_device') },
      'start-session',
    ],
    [
      'a browser that is remembered, alone',
      null,
      { ...has('totp'), ...proved('remembered_device') },
      'sign-in',
    ],
  ] as const)('aal2, %s', (_, signedIn, situation, expected) => {
    const step = next({}, signedIn, { ...aal2, ...(situation as Partial<Situation>) });
    expect(step.step === 'refuse' ? step.code : step.step).toBe(expected);
  });

  const inBrowser = { ...has('totp'), ...proved('password', 'remembered_device') };
  test.each([
    ['prompt=login', { prompt: ['login'] }],
    ['max_age', { maxAge: 3600 }],
  ])('%s wants a fresh factor, and not a browser that is remembered', (_, changes) => {
    expect(next(changes, 11, { ...aal2, ...inBrowser })).toEqual({
      ...{ step: 'second-factor', methods: ['totp'] },
    });
  });

  test('whether a browser that is remembered is enough, the policy says', () => {
    const demand = { ...aal2.demand!, rememberDevice: 3600 };
    const password = { ...has('totp'), ...proved('password') };
    const asked = { step: 'second-factor', methods: ['totp'] };
    expect(next({}, null, { ...password, demand })).toEqual({ ...asked, remembered: 'u' });
    expect(next({}, 0, { ...has('totp'), demand })).toEqual({ ...asked, remembered: 'u' });
    expect(next({ maxAge: 60 }, null, { ...password, demand })).toEqual(asked);
    expect(next({ prompt: ['login'] }, null, { ...password, demand })).toEqual(asked);
    const phr = { ...demand, acr: 'phr' as const };
    const passkey = { ...has('passkey'), ...proved('password') };
    expect(next({}, null, { ...passkey, demand: phr })).toEqual({ ...asked, methods: ['passkey'] });
  });

  test('phr asks for the factor that reaches it', () => {
    const demand = { ...aal2.demand!, acr: 'phr' as const };
    const step = next({}, 0, { demand, ...has('totp', 'passkey') });
    expect(step).toEqual({ step: 'second-factor', methods: ['passkey'] });
    expect(next({}, 0, { demand, ...has('totp') })).toMatchObject({ code: unmet });
  });

  test('with none it is refused, and not asked for', () => {
    const step = next({ prompt: ['none'] }, 0, { ...aal2, ...has('totp') });
    expect(step).toMatchObject({ step: 'refuse', code: 'login_required' });
  });

  test('the second factor is added to a session that is recent enough only', () => {
    const demand = { ...aal2.demand!, maxAge: 300 };
    const given = { demand, ...has('totp'), ...proved('totp') };
    expect(next({}, 0, given)).toEqual({ step: 'sign-in' });
    const step = next({}, 11, given);
    expect(step).toMatchObject({ step: 'start-session', standing: [{ method: 'password' }] });
  });

  test('and never to the session of another person', () => {
    const proven = { ...proved('totp').proven!, userId: 'v' };
    expect(next({}, 0, { ...aal2, ...has('totp'), proven })).toEqual({ step: 'sign-in' });
  });
});

describe('a password that is an administrator\u2019s', () => {
  const account = {
    mustChangePassword: true,
    owesAddress: false,
    hasMailbox: false,
    factors: [],
    enrollable: [],
    required: null,
  };
  const proven = (method: Method) => ({
    userId: 'u',
    credentialVersion: 0,
    proofs: [{ method, at: at(12) }],
  });

  test('is changed before there is a session', () => {
    expect(next({}, null, { account, proven: proven('password') }).step).toBe('change-password');
    expect(next({}, null, { account, proven: proven('provider') }).step).toBe('start-session');
  });

  test('is typed again where a session stands on it', () => {
    const stands = { ...session(0), mustChangePassword: true };
    expect(next({}, null, { account, session: stands }).step).toBe('sign-in');
    const silent = next({ prompt: ['none'] }, null, { account, session: stands });
    expect(silent).toMatchObject({ code: 'login_required' });
  });
});

describe('an address that has to be proved', () => {
  const account = {
    mustChangePassword: false,
    owesAddress: true,
    hasMailbox: false,
    factors: [],
    enrollable: [],
    required: null,
  };

  test('is proved once there is a session, before anything is agreed to', () => {
    expect(next({}, 0, { account }).step).toBe('verify-address');
    expect(next({}, 0, { account, allowed: false }).step).toBe('verify-address');
    expect(next({}, null, { account }).step).toBe('sign-in');
  });

  test('makes a silent request come back', () => {
    const silent = next({ prompt: ['none'] }, 0, { account });
    expect(silent).toMatchObject({ step: 'refuse', code: 'interaction_required' });
  });
});

describe('a sign-in that connects the identity of a provider', () => {
  const account = {
    ...{ mustChangePassword: false, owesAddress: false, hasMailbox: true },
    ...{ factors: [] as Method[], enrollable: [], required: null },
  };
  const provenBy = (...methods: Method[]) => ({
    ...{ linksIdentity: true, account },
    proven: {
      userId: 'u',
      credentialVersion: 0,
      proofs: methods.map((method) => ({ method, at: at(12) })),
    },
  });

  test('needs a code from the mailbox beside a password alone, before the session begins', () => {
    expect(next({}, null, provenBy('password')).step).toBe('confirm-mailbox');
    // A session from before tells nothing of who is there now.
    expect(next({}, 0, provenBy('password')).step).toBe('confirm-mailbox');
    expect(next({}, null, provenBy('password', 'email_code')).step).toBe('start-session');
    const other = { ...provenBy('password'), linksIdentity: false };
    expect(next({}, null, other).step).toBe('start-session');
  });
});

describe('a page of the account that gives lasting access', () => {
  const account = {
    ...{ mustChangePassword: false, owesAddress: false, hasMailbox: true },
    ...{ factors: [] as Method[], enrollable: [], required: null },
  };
  const page = { confirmsMailbox: true } as const;

  test('needs a code from the mailbox beside a password alone', () => {
    expect(next(page, 11, { account }).step).toBe('confirm-mailbox');
    expect(next({}, 11, { account }).step).toBe('issue');
    expect(next(page, 11, { account: { ...account, hasMailbox: false } }).step).toBe('issue');
    expect(next(page, 11, { account: { ...account, factors: ['totp'] } }).step).toBe('issue');
    const mailed = { ...session(11), proofs: [{ method: 'email_code' as const, at: at(11) }] };
    expect(next(page, null, { account, session: mailed }).step).toBe('issue');
  });
});
