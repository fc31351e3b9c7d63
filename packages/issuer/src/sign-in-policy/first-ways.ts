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

/**
 * Whether a proof is by a way that these have. Providers are no ways: what the file declares counts.
 * Reading the mails counts where people have passwords, too, which are reset by mail.
 */
export function isAllowedWay(ways: readonly FirstWay[], { method }: { method: Method }): boolean {
  if (method === 'provider') return true;
  const isByMail = method === 'email_code' || method === 'magic_link';
  const enough: readonly FirstWay[] = isByMail
    ? ['email_code', 'magic_link', 'password']
    : firstWays.filter((way) => way === method);
  return enough.some((way) => ways.includes(way));
}
