import { z } from 'zod';
import { issuerUrl, text } from '../runtime/text.ts';

export const declaredTrustedIssuer = z.strictObject({
  issuer: issuerUrl.meta({
    description: 'The `iss` of its tokens, below which its metadata is found.',
    examples: ['https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0'],
  }),
  audience: text(500)
    .min(1)
    .meta({
      description: 'The `aud` that its tokens must have.',
      examples: ['https://orders.example'],
    }),
  map: z
    .strictObject({
      sub: text(500)
        .min(1)
        .meta({ description: 'The claim that names the subject.', examples: ['oid'] }),
      roles: text(500)
        .min(1)
        .optional()
        .meta({
          description: 'The claim with the names of roles. Without it, its tokens have none.',
          examples: ['roles'],
        }),
    })
    .meta({ description: 'Which claims of its tokens are read.' }),
});

export type DeclaredTrustedIssuer = z.output<typeof declaredTrustedIssuer>;
