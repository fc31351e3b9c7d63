import type { UserFacts } from '../swap/facts.ts';
import { organizationClaims } from './organization-claims.ts';

/** What the scopes of a token let its client know of the user (OpenID Connect Core, section 5.4). */
export const userClaims = (user: UserFacts, scope: readonly string[]) => ({
  sub: user.id,
  ...(scope.includes('profile') ? { name: user.name } : {}),
  ...(scope.includes('email') ? { email: user.email, email_verified: user.emailVerified } : {}),
  ...organizationClaims(user.organization, scope),
});
