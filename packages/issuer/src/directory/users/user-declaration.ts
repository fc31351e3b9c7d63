import { z } from 'zod';
import { emailAddress } from '../../runtime/email-address.ts';
import { label, name } from '../../runtime/text.ts';
import { newPassword } from './new-password.ts';
import { parsePasswordHash } from './password-hash.ts';

export const passwordHash = z
  .string()
  .max(500)
  .superRefine((text, context) => {
    const parsed = parsePasswordHash(text);
    if (typeof parsed === 'string') context.addIssue({ code: 'custom', message: parsed });
  });

export const declaredUser = z
  .strictObject({
    email: emailAddress.meta({
      description: 'The address that the person signs in with.',
      examples: ['alice@example.com'],
    }),
    name: label.meta({ description: 'The name that the person goes by.', examples: ['Alice'] }),
    password: newPassword.optional().meta({
      description:
        'What the person signs in with, of password.minimum_length characters or more. Without one, an existing password stays as it is.',
      examples: ['${ALICE_PASSWORD}'],
    }),
    password_hash: passwordHash.optional().meta({
      description:
        'Instead of a password: its hash from another system. argon2id, bcrypt, scrypt or PBKDF2, replaced by ours when the person signs in.',
      examples: ['$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
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
  })
  .superRefine(refuseTwoPasswords);

function refuseTwoPasswords(
  {
    password,
    password_hash,
  }: { password?: string | undefined; password_hash?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (password === undefined || password_hash === undefined) return;
  const message = 'Give the password or its hash, and not both.';
  context.addIssue({ code: 'custom', path: ['password_hash'], message });
}

export type DeclaredUser = z.output<typeof declaredUser>;
