import { hashClientSecret, matchesClientSecret } from './client-secret.ts';

interface WithSecret {
  id: string;
  /** The one to use first, and the one that is still valid while it is replaced. */
  secret?: string | string[] | undefined;
}

const secretsOf = ({ secret }: WithSecret): string[] =>
  secret === undefined ? [] : [secret].flat();

export const hashesOf = (client: WithSecret, pepper: Buffer): Buffer[] =>
  secretsOf(client).map((secret) => hashClientSecret(secret, pepper));

/**
 * Which clients would lose at once every secret that is valid now.
 *
 * @param present the hashes of the secrets that are valid now, by client.
 */
export const clientsThatLoseTheirSecret = <T extends WithSecret>(
  declared: readonly T[],
  present: ReadonlyMap<string, readonly Buffer[]>,
  pepper: Buffer,
): T[] =>
  declared.filter((client) => {
    const hashes = present.get(client.id) ?? [];
    const goesOn = secretsOf(client).some((secret) => matchesClientSecret(secret, hashes, pepper));
    return hashes.length > 0 && !goesOn;
  });
