import { type ClaimPath, parseClaimPath } from '@sallyport/protocol/claim-path.ts';
import { z } from 'zod';
import { audience, issuerUrl, name, text } from '../runtime/text.ts';

const claimName = text(500).min(1);

const claimPath = z
  .union([claimName, z.array(claimName).min(1).max(10)])
  .refine((path) => Array.isArray(path) || parseClaimPath(path) !== null, {
    error:
      'Name a claim like roles or realm_access.roles; where names have dots, as a list of names.',
  })
  .transform((path): ClaimPath => (Array.isArray(path) ? path : parseClaimPath(path)!));

const map = z.strictObject({
  sub: claimPath.meta({
    description: 'The claim that names the subject.',
    examples: ['oid', ['kubernetes.io', 'serviceaccount', 'name']],
  }),
  roles: claimPath.optional().meta({
    description:
      'The claim with the names of roles. Dots lead into objects, a URL is one name, and a list of ' +
      'names is for names with dots. Without it, its tokens give no permissions.',
    examples: ['roles', 'realm_access.roles', 'https://shop.example/roles'],
  }),
  role_names: z
    .record(text(500).min(1), name)
    .optional()
    .meta({
      description: 'What its roles are called here; then no others count.',
      examples: [{ 'Support Team': 'support' }],
    }),
});

/** What is declared of one. */
export const trustedIssuerFields = {
  issuer: issuerUrl
    .refine((url) => !url.includes('|'), 'Leave the sign | out of the issuer.')
    .meta({
      description: 'The `iss` of its tokens, below which its metadata is found.',
      examples: ['https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0'],
    }),
  // Whether there is such an API is checked with the rest of the file, with what to do instead.
  audience: text(500)
    .min(1)
    .optional()
    .meta({
      description: 'Short for `audiences` where the `aud` of its tokens is the id of an API here.',
      examples: ['https://orders.example'],
    }),
  audiences: z
    .record(text(500).min(1), audience)
    .default({})
    .meta({
      description:
        'Which API each value of `aud` stands for. A token counts for the APIs of its `aud` only.',
      examples: [{ 'api://orders': 'https://orders.example' }],
    }),
  without_audience: audience.optional().meta({
    description: 'The API that its tokens without `aud` are for, as those of Amazon Cognito.',
    examples: ['https://orders.example'],
  }),
  profile: z
    .enum(['rfc9068', 'any-jwt', 'id-token'])
    .default('any-jwt')
    .meta({
      description:
        'Which of its JWTs count: with `rfc9068` what is marked `at+jwt`; with `any-jwt` also what ' +
        'is not marked and does not look like an ID token, so that no audience may be the id of a ' +
        'client; with `id-token` ID tokens.',
      examples: ['rfc9068'],
    }),
  map: map.meta({ description: 'Which claims of its tokens are read.' }),
};

interface Audiences {
  audience?: string | undefined;
  without_audience?: string | undefined;
  audiences: object;
}

export const isForAnApi = (it: Audiences): boolean =>
  (it.audience ?? it.without_audience ?? Object.keys(it.audiences)[0]) !== undefined;

export const faultOfAudiences = {
  path: ['audiences'],
  error: 'Say with audiences what its aud stands for, { "api://orders": https://orders.example }.',
};

export const declaredTrustedIssuer = z
  .strictObject(trustedIssuerFields)
  .refine(isForAnApi, faultOfAudiences);

export type DeclaredTrustedIssuer = z.output<typeof declaredTrustedIssuer>;
