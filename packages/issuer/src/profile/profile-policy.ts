import { z } from 'zod';
import type { Policy } from '../policies/policy.ts';
import { scope as scopeToken } from '../runtime/text.ts';
import { wordsByLanguage as label } from '../runtime/words.ts';
import { reservedNames, standardClaimNames } from './claims.ts';

const word = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'Use small letters, digits and _, and begin with a letter.');

const option = z.strictObject({
  value: z
    .string()
    .regex(/^[\w.:-]{1,100}$/, 'Use letters, digits and . _ : -, at most 100.')
    .meta({ description: 'What applications are told.', examples: ['sales'] }),
  label: label.meta({
    description: 'What people read, by language.',
    examples: [{ en: 'Sales', de: 'Vertrieb' }],
  }),
});

export const fieldTypes = ['string', 'number', 'boolean', 'date', 'choice'] as const;

const ownField = z
  .strictObject({
    name: word
      .refine((name) => !reservedNames.has(name), {
        error: 'This name means something else in tokens. Take another one.',
      })
      .meta({
        description: 'What it is called in the admin API and in registration.fields.',
        examples: ['employee_number'],
      }),
    type: z.enum(fieldTypes).meta({
      description:
        'What its values are: a line of text, a number, yes or no, a day, or one of options.',
      examples: ['string'],
    }),
    label: label.meta({
      description:
        'What people read, by language; where theirs is missing, English, or else the first.',
      examples: [{ en: 'Employee number', de: 'Personalnummer' }],
    }),
    options: z.array(option).min(1).max(200).optional().meta({
      description: 'What there is to choose from, for type choice.',
    }),
    written_by: z
      .enum(['person', 'administrator'])
      .default('person')
      .meta({
        description: 'Who may change it: the person and administrators, or administrators alone.',
        examples: ['administrator'],
      }),
    claim: z
      .string()
      .regex(/^[A-Za-z][\w.:/-]{0,199}$/, 'Use letters, digits and _ . : / -, at most 200.')
      .refine((claim) => !reservedNames.has(claim), {
        error:
          'This claim means something else in tokens. Take another one, such as a URL of yours.',
      })
      .optional()
      .meta({
        description:
          'The name of the claim that applications are told it by; its own where left out.',
        examples: ['https://shop.example/employee_number'],
      }),
    scope: scopeToken
      .refine((scope) => scope !== 'openid' && scope !== 'offline_access', {
        error: 'Every application asks for this scope. Take profile, or one of your own.',
      })
      .nullable()
      .default('profile')
      .meta({
        description:
          'The scope that an application has to have been granted to be told; null: none is.',
        examples: ['employment'],
      }),
    max_length: z
      .int()
      .min(1)
      .max(2_000)
      .optional()
      .meta({
        description: 'How many characters a string may have; 200 where left out.',
        examples: [20],
      }),
    minimum: z
      .number()
      .optional()
      .meta({ description: 'The least that a number may be.', examples: [0] }),
    maximum: z
      .number()
      .optional()
      .meta({ description: 'The most that a number may be.', examples: [100] }),
  })
  .superRefine(({ type, options, max_length, minimum, maximum }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if ((type === 'choice') !== (options !== undefined)) {
      refuse('options', 'A field of type choice has options, and no other one has.');
    }
    const values = options?.map(({ value }) => value) ?? [];
    if (new Set(values).size < values.length) refuse('options', 'Each value may stand here once.');
    if (type !== 'string' && max_length !== undefined)
      refuse('max_length', 'Only strings have it.');
    if (type !== 'number' && (minimum ?? maximum) !== undefined) {
      refuse('minimum', 'Only numbers have a minimum or a maximum.');
    }
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
      refuse('maximum', 'It is less than minimum.');
    }
  });

export type OwnField = z.output<typeof ownField>;

/** What is known of people beside their name and addresses, and who may write and read it. */
export const profileSection = z
  .strictObject({
    claims: z
      .array(z.enum(standardClaimNames))
      .default([
        ...(['given_name', 'family_name', 'nickname', 'picture', 'website'] as const),
        ...(['birthdate', 'zoneinfo', 'phone_number', 'address'] as const),
      ])
      .meta({
        description:
          'The claims of OpenID Connect Core, section 5.1, that people see and change in their account.',
        examples: [['given_name', 'family_name', 'birthdate']],
      }),
    fields: z.array(ownField).max(50).default([]).meta({ description: 'Fields of your own.' }),
  })
  .superRefine(({ fields }, context) => {
    const named = new Set<string>();
    const told = new Set<string>();
    for (const [index, { name, claim = name }] of fields.entries()) {
      const refuse = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['fields', index, path], message });
      if (named.has(name)) refuse('name', 'There is another field of this name.');
      if (told.has(claim)) refuse('claim', 'Another field is told by this claim.');
      named.add(name);
      told.add(claim);
    }
  });

export type ProfilePolicy = z.output<typeof profileSection>;

export const profilePolicy = { name: 'profile', schema: profileSection } satisfies Policy;
