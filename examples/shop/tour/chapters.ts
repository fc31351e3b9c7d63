import { actionLinks } from './chapters/action-links.ts';
import { codeGrant } from './chapters/code-grant.ts';
import { firstDay } from './chapters/first-day.ts';
import { roleGatedFeature } from './chapters/role-gated-feature.ts';
import { serviceToService } from './chapters/service-to-service.ts';
import { socialLogin } from './chapters/social-login.ts';
import { validation } from './chapters/validation.ts';
import type { Chapter } from './tour.ts';

/** In the order in which they are told; none needs another to have been played. */
export const chapters: readonly Chapter[] = [
  actionLinks,
  roleGatedFeature,
  serviceToService,
  validation,
  socialLogin,
  codeGrant,
  firstDay,
];
