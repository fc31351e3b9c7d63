import type { AuthorizationParameters } from './interaction.ts';

/**
 * Stands for the account's pages where a sign-in names the client that asks. No client can be
 * registered with it: such an id begins with a letter or a digit.
 */
export const accountClientId = '.account';

/** What a page of ours asks of a sign-in at least. @param page its path, with its query: there it ends */
export const signInForPage = (page: string, issuerUrl: string): AuthorizationParameters => ({
  ...{ clientId: accountClientId, redirectUri: issuerUrl + page, returnTo: page },
  ...{ scope: [], apis: [], prompt: [] },
});
