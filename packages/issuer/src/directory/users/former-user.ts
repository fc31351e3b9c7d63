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
    const { endedAt, mergedInto } = this.former;
    return { ...super.toJSON(), ended_at: endedAt.toISOString(), merged_into: mergedInto };
  }
}
