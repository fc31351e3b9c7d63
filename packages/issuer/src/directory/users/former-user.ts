import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { FormerUser } from './former-users.store.ts';

/** The account was there and is gone: what has become of it stands beside the error. */
export class FormerUserError extends OAuthError {
  readonly former: FormerUser;

  constructor(former: FormerUser) {
    super(
      'gone',
      former.mergedInto === null
        ? `The user ${former.id} was deleted.`
        : `The user ${former.id} was merged into ${former.mergedInto}.`,
    );
    this.former = former;
  }

  override toJSON() {
    const { endedAt, endedBy, mergedInto } = this.former;
    return {
      ...super.toJSON(),
      ...{ ended_at: endedAt.toISOString(), ended_by: endedBy },
      ...{ why: whyOf(this.former), merged_into: mergedInto },
    };
  }
}

/** Why accounts are gone. */
export const reasonsToEnd = ['merged', 'self', 'configuration', 'administrator'] as const;

export function whyOf({
  id,
  endedBy,
  mergedInto,
}: Pick<FormerUser, 'id' | 'endedBy' | 'mergedInto'>): (typeof reasonsToEnd)[number] {
  if (mergedInto !== null) return 'merged';
  if (endedBy === `user:${id}`) return 'self';
  return endedBy === 'configuration' ? 'configuration' : 'administrator';
}
