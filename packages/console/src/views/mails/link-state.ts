/** What became of an action link so far. */
export const linkStates = ['active', 'used', 'expired', 'revoked'] as const;

export type LinkState = (typeof linkStates)[number];
