import { routes } from '../routes.ts';
import type { SecondFactor } from '../sign-in-policy/second-factor.ts';
import { hasTotp } from './factors.store.ts';

/** An authenticator app; its page leads to the codes on paper. */
export const totpFactor: SecondFactor = {
  method: 'totp',
  isEnrolled: (userId, { sql }) => hasTotp(sql, userId),
  page: (interaction) => routes.totp(interaction),
  enrolPage: (interaction) => routes.setUpTotp(interaction),
};
