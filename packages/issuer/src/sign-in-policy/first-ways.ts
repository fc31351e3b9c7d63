import type { Method } from '../assurance/proof.ts';

/** What the sign-in page can offer beside the providers, and the policy can leave out. */
export const firstWays = [
  'password',
  'passkey',
  'email_code',
  'magic_link',
] as const satisfies readonly Method[];

/** Those that are offered where the policy does not say. */
export const usualWays = ['password'] as const satisfies readonly FirstWay[];

export type FirstWay = (typeof firstWays)[number];
