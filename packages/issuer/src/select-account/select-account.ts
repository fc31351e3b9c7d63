import type { Interaction } from '../interactions/interaction.ts';

/** The value that stands for an account which is not on the page. */
export const another = 'another';

/**
 * The accounts that a person can choose from, by id: of the session, then those that signed in with the
 * browser before. A client that says by `id_token_hint` whom it expects gets no other one.
 */
export function choosable(
  known: readonly string[],
  session: { userId: string } | null,
  { hintedUser }: Pick<Interaction['parameters'], 'hintedUser'>,
): string[] {
  const ids = [...new Set([...(session ? [session.userId] : []), ...known])];
  return hintedUser === undefined ? ids : ids.filter((id) => id === hintedUser);
}

/** In the order of the ids, and before all others the one that the client hints at by its address. */
export function inOrder<Account extends { userId: string; email: string }>(
  accounts: readonly Account[],
  ids: readonly string[],
  loginHint: string | undefined,
): Account[] {
  const isHinted = ({ email }: Account) => email.toLowerCase() === loginHint?.toLowerCase();
  const sorted = ids.flatMap((id) => accounts.filter(({ userId }) => userId === id));
  return [...sorted.filter(isHinted), ...sorted.filter((account) => !isHinted(account))];
}
