import { actionLinks } from './chapters/action-links.ts';
import { codeGrant } from './chapters/code-grant.ts';
import { roleGatedFeature } from './chapters/role-gated-feature.ts';
import { socialLogin } from './chapters/social-login.ts';
import { validation } from './chapters/validation.ts';
import type { Tour } from './tour.ts';

const chapters = [actionLinks, roleGatedFeature, validation, socialLogin, codeGrant];

/** Plays all chapters, one after the other. */
export async function play(tour: Tour): Promise<void> {
  for (const [index, chapter] of chapters.entries()) await tour.chapter(index + 1, chapter);
}
