import type { Context } from '../context.ts';
import { clientOf } from '../interactions/interactions.service.ts';
import type { Brand } from '../mail/brand.ts';

/**
 * Whose name and look the mails of a sign-in have: those of the client that it is for. Not within a
 * transaction: it reads by itself.
 *
 * @param place where a code is typed, or a proof goes; null outside of a sign-in
 * @returns undefined for what is no sign-in, whose mails have those of the service
 */
export async function mailBrandIn(
  place: { id: string } | null | undefined,
  { sql, mail }: Pick<Context, 'sql' | 'mail'>,
): Promise<Brand | undefined> {
  const client = place ? await clientOf(place.id, { sql }) : null;
  return client === null ? undefined : mail.brandOf(client);
}
