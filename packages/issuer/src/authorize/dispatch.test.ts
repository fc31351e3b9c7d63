import { expect, test } from 'vitest';
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
    since: at(10),
    now: at(15),
    assured: true,
    consent: null,
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
