/**
 * Stands for the account's pages where a sign-in names the client that asks. No client can be
 * registered with it: such an id begins with a letter or a digit.
 */
export const accountClientId = '.account';
