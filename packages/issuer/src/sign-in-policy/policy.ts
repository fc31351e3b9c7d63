import { acrValues } from '@sallyport/protocol/acr.ts';
import { z } from 'zod';
import type { Policy } from '../policies/policy.ts';
import { firstWays, usualWays } from './first-ways.ts';

/** 90 days. */
export const maxRememberedSeconds = 90 * 86_400;

const ways = z.array(z.enum(firstWays)).meta({
  description:
    'The ways to sign in that are offered beside the providers. Those by mail need a mail server.',
  examples: [[...firstWays]],
});

export const demandedAcr = z.enum(acrValues);

const acr = demandedAcr.meta({
  description:
    'How sure it has to be who signs in: `aal1` is one factor, `aal2` two, or a passkey whose device checks the person; `phr` the same, with a passkey.',
  examples: ['aal2'],
});

const maxAge = z
  .int()
  .min(1)
  .meta({
    description:
      'Seconds after which a person has to sign in again for the next application, however long the session lasts.',
    examples: [28_800],
  });

const identifierFirst = z.boolean().meta({
  description: 'Whether the page asks for the e-mail address alone first, and then how to sign in.',
  examples: [true],
});

const rememberDevice = z
  .int()
  .min(60)
  .max(maxRememberedSeconds)
  .nullable()
  .meta({
    description:
      'Seconds for which a person can choose not to be asked for a second factor again in the browser in which they have just used one. They are asked all the same for `phr`, and where an application asks for a recent sign-in. Null: they are asked at each sign-in, which NIST SP 800-63B wants for AAL2.',
    examples: [2_592_000],
  });

const verifiedAddress = z.enum(['optional', 'required']).meta({
  description:
    'Whether a person whose e-mail address is not known to be theirs has to prove it before they go on to an application: required needs a mail server.',
  examples: ['required'],
});

/** How people sign in, everywhere. */
export const signInSection = z.strictObject({
  ways: ways.default([...usualWays]),
  acr: acr.default('aal1'),
  max_age: maxAge.nullable().default(null),
  identifier_first: identifierFirst.default(false),
  verified_address: verifiedAddress.default('optional'),
  remember_device: rememberDevice.default(null),
});

/** The same for one client. Where both say something, the stricter holds. */
export const clientSignIn = z.strictObject({
  ways: ways.optional(),
  acr: acr.optional(),
  max_age: maxAge.optional(),
  identifier_first: identifierFirst.optional(),
  verified_address: verifiedAddress.optional(),
  remember_device: rememberDevice.optional(),
});

export type SignInPolicy = z.output<typeof signInSection>;
export type ClientSignIn = z.output<typeof clientSignIn>;

export const signInPolicy = { name: 'sign_in', schema: signInSection } satisfies Policy;
