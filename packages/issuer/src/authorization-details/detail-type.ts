import { isScopeToken } from '@sallyport/protocol/scope.ts';
import { z } from 'zod';
import { placeholdersOf } from '../pages/text.ts';
import { permission } from '../runtime/text.ts';
import { words } from '../runtime/words.ts';

const word = (message: string) => z.string().max(100).refine(isScopeToken, message);

export const detailTypeName = word('A type is a word like order, or a URL.');

const action = z.strictObject({
  name: word('An action is a word like read.').meta({
    description: 'What the client sends in `actions`.',
    examples: ['read'],
  }),
  permission: permission.meta({
    description:
      'The permission at this API that the person has to have for it: what they may not do, they cannot let an application do.',
    examples: ['orders:read'],
  }),
  text: words
    .refine(
      (given) =>
        Object.values(typeof given === 'string' ? [given] : given).every(
          (text) => placeholdersOf(text).join() === 'identifier',
        ),
      'Each text names {identifier}, so that people see what they agree to, and no other value.',
    )
    .meta({
      description:
        'What people agree to, in words: a text, or one for each language. `{identifier}` stands for the resource.',
      examples: [{ en: 'See order {identifier}', de: 'Bestellung {identifier} sehen' }],
    }),
});

/** A type of `authorization_details` (RFC 9396, section 2) that an API has. */
export const detailType = z
  .strictObject({
    type: detailTypeName.meta({
      description: 'What the client sends as `type`. No two APIs have the same one.',
      examples: ['order'],
    }),
    hierarchical: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether its resources lie in one another, as files in folders: identifiers are paths like a/b/c, and a role on a/b holds for all that lies below.',
        examples: [true],
      }),
    actions: z.array(action).min(1).max(20).meta({ description: 'What can be asked for.' }),
  })
  .refine(
    ({ actions }) => new Set(actions.map(({ name }) => name)).size === actions.length,
    'Each action may stand here once.',
  );

export type DetailType = z.output<typeof detailType>;

/** A type as it is kept, and the API that has it. */
export const typeOfApi = z.object({
  api: z.string(),
  type: z.string(),
  actions: z.array(z.object({ name: z.string(), text: words })),
});

export type TypeOfApi = z.output<typeof typeOfApi>;
