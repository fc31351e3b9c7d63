import { parsePasswordHash } from '@sallyport/issuer/directory/users/password-hash.ts';
import { z } from 'zod';

const secretData = z.object({ value: z.string(), salt: z.string() });
const parameter = z.array(z.string()).length(1);
const credentialData = z.object({
  algorithm: z.string(),
  hashIterations: z.int().positive(),
  additionalParameters: z
    .object({ memory: parameter, parallelism: parameter, type: parameter, version: parameter })
    .partial()
    .catch({})
    .default({}),
});

/**
 * The hash of a credential of Keycloak, whose parts are two texts of JSON, as it is usually written.
 *
 * @returns what of it cannot be taken, without anything of the hash
 */
export function readKeycloakPassword(
  secret: unknown,
  parameters: unknown,
): { hash: string } | { reason: string } {
  const secretPart = secretData.safeParse(jsonOf(secret));
  const read = credentialData.safeParse(jsonOf(parameters));
  if (!secretPart.success || !read.success) return { reason: 'password whose parts are not there' };
  const { algorithm, hashIterations, additionalParameters } = read.data;
  const [salt, tag] = [secretPart.data.salt, secretPart.data.value].map(unpadded);
  const prefix =
    algorithm === 'argon2'
      ? argon2Prefix(hashIterations, additionalParameters)
      : pbkdf2Prefix(algorithm, hashIterations);
  if (prefix === null) return { reason: `password hashed with ${algorithm} of a kind not known` };
  const hash = `${prefix}$${salt}$${tag}`;
  const parsed = parsePasswordHash(hash);
  if (typeof parsed === 'string') return { reason: `password hash out of bounds (${algorithm})` };
  return { hash };
}

type Parameters = z.output<typeof credentialData>['additionalParameters'];

const argon2Prefix = (
  passes: number,
  { memory, parallelism, type, version }: Parameters,
): string | null =>
  type?.[0] === 'id' && version?.[0] === '1.3'
    ? `$argon2id$v=19$m=${memory?.[0]},t=${passes},p=${parallelism?.[0]}`
    : null;

/** Without a digest in its name it is SHA-1. */
const pbkdf2Prefix = (algorithm: string, iterations: number): string | null =>
  /^pbkdf2(-sha256|-sha512)?$/.test(algorithm) ? `$${algorithm}$i=${iterations}` : null;

const unpadded = (text: string): string => text.replace(/=+$/, '');

function jsonOf(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
