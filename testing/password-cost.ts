import type { PasswordCost } from '../packages/issuer/src/directory/users/password.ts';

/** Passwords of tests are no secret, and hashing them as others are would be a tenth of all that tests do. */
export const passwordCost: PasswordCost = { memory: 64, passes: 1, parallelism: 1 };
