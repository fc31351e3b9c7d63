import { expect, test } from 'vitest';
import { readStepUp } from './step-up.ts';

const challenge = (parameters: string) =>
  `Bearer realm="sallyport", error="insufficient_user_authentication", ${parameters}`;

test('what a sign-in has to be is read from the challenge', () => {
  expect(readStepUp(challenge('acr_values="phr aal2", max_age="300"'))).toEqual({
    acrValues: ['phr', 'aal2'],
    maxAge: 300,
  });
  expect(readStepUp(challenge('max_age="300"'))).toEqual({ acrValues: [], maxAge: 300 });
  expect(readStepUp(challenge('acr_values="aal2"'))).toEqual({
    acrValues: ['aal2'],
    maxAge: undefined,
  });
});

test('another refusal asks for no other sign-in', () => {
  expect(readStepUp(null)).toBeNull();
  expect(readStepUp('Bearer realm="sallyport", error="invalid_token"')).toBeNull();
});
