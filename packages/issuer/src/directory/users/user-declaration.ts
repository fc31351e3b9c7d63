import { z } from 'zod';
import { label, name } from '../../runtime/text.ts';
import { emailAddress } from './email-address.ts';
import { newPassword } from './new-password.ts';

export const declaredUser = z.strictObject({
  email: emailAddress.meta({
    description: 'The address that the person signs in with.',
    examples: ['alice@example.com'],
  }),
  name: label.meta({ description: 'The name that the person goes by.', examples: ['Alice'] }),
  password: newPassword.optional().meta({
    description:
      'What the person signs in with; 12 characters or more. Without one, an existing password stays as it is.',
    examples: ['${ALICE_PASSWORD}'],
  }),
  groups: z
    .array(name)
    .default([])
    .meta({ description: 'The groups that the person is a member of.', examples: [['staff']] }),
  roles: z
    .array(name)
    .default([])
    .meta({
      description: 'Roles that the person has besides those of their groups.',
      examples: [['support']],
    }),
});

export type DeclaredUser = z.output<typeof declaredUser>;
