import { z } from 'zod';
import { detailType } from '../../authorization-details/detail-type.ts';
import { audience, label, name, permission } from '../../runtime/text.ts';
import { words, wordsByLanguage } from '../../runtime/words.ts';
import { demandedAcr } from '../../sign-in-policy/policy.ts';

export const signingAlgs = ['ES256', 'RS256'] as const;
export const jwtTypes = ['at+jwt', 'JWT'] as const;

export const apiFields = {
  id: audience.meta({
    description:
      'The audience of its tokens: an absolute URI, which its services compare with `aud`. It need not be reachable.',
    examples: ['https://orders.example'],
  }),
  name: label.meta({ description: 'What people call the API.', examples: ['Orders'] }),
  names: wordsByLanguage.nullable().meta({
    description: 'What people call it, in each language; `name` in all others.',
    examples: [{ en: 'Orders', de: 'Bestellungen' }],
  }),
  claims: z
    .array(z.enum(['name', 'email']))
    .default([])
    .meta({
      description: 'What its services learn about the user besides the subject.',
      examples: [['name', 'email']],
    }),
  signing_alg: z
    .enum(signingAlgs)
    .default('ES256')
    .meta({ description: 'What the JWTs for its services are signed with.', examples: ['ES256'] }),
  jwt_type: z
    .enum(jwtTypes)
    .default('at+jwt')
    .meta({
      description:
        '`typ` in the header of the JWTs for its services. `at+jwt` marks access tokens (RFC 9068); Spring Security and some other libraries refuse it unless they are told otherwise, and accept `JWT`. All APIs of an `audience_group` have the same.',
      examples: ['JWT'],
    }),
  acr: demandedAcr.default('aal1').meta({
    description:
      'How sure it has to be who signed in, for tokens that are good for this API: `aal1`, `aal2` (two factors) or `phr` (with a passkey). No client can ask for less.',
    examples: ['aal2'],
  }),
  audience_group: name
    .nullable()
    .default(null)
    .meta({
      description:
        'APIs of one group share their JWTs: a JWT for one of them names all of them as audience, with the permissions and claims of all, so that their services may pass it on to one another. Without a group, a JWT is for this API alone.',
      examples: ['shop'],
    }),
  authorization_details: z.array(detailType).max(50).default([]).meta({
    description:
      'The types of `authorization_details` (RFC 9396) that applications can ask people for here.',
  }),
};

const { name: _name, names: _names, ...omitted } = apiFields;

/** An API: what a token can be for, and the permissions that count there. */
export const declaredApi = z
  .strictObject({
    ...omitted,
    name: words.meta({
      description: 'What people call the API: a name, or one for each language.',
      examples: ['Orders', { en: 'Orders', de: 'Bestellungen' }],
    }),
    permissions: z
      .array(permission)
      .default([])
      .meta({
        description: 'The permissions that roles can give at this API.',
        examples: [['orders:read', 'orders:refund']],
      }),
  })
  .transform(({ name, ...api }) => {
    // Where the language is not known, the first name stands.
    const [first = ''] = typeof name === 'string' ? [name] : Object.values(name);
    return { ...api, name: first, names: typeof name === 'string' ? null : name };
  });

export type DeclaredApi = z.output<typeof declaredApi>;
