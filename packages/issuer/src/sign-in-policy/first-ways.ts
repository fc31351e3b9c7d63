import type { Method } from '../assurance/proof.ts';

/** What the sign-in page can offer beside the providers, and the policy can leave out. */
export const firstWays = ['password'] as const satisfies readonly Method[];

export type FirstWay = (typeof firstWays)[number];
