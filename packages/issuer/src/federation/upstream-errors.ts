/** The provider gave no answer in time, or one that says that it cannot work now. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The person is who they say they are, and the configuration does not let them in. */
export class NotAllowedError extends Error {
  override readonly name = 'NotAllowedError';

  /** @param needed what kind of account it takes, for the log. */
  constructor(needed: string) {
    super(`It takes ${needed}.`);
  }
}

/** The provider knows the person from before, and was asked to sign them in anew. */
export class NotRecentError extends Error {
  override readonly name = 'NotRecentError';
}

/** An API of the provider answered with another status than 200. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, endpoint: string) {
    super(`${endpoint} answered ${status}.`);
    this.status = status;
  }
}
