import type { ProviderType } from './driver.ts';
import { amazon } from './drivers/amazon.driver.ts';
import { apple } from './drivers/apple.driver.ts';
import { discord } from './drivers/discord.driver.ts';
import { facebook } from './drivers/facebook.driver.ts';
import { github } from './drivers/github.driver.ts';
import { gitlab } from './drivers/gitlab.driver.ts';
import { google } from './drivers/google.driver.ts';
import { linkedin } from './drivers/linkedin.driver.ts';
import { microsoft } from './drivers/microsoft.driver.ts';
import { oauth2 } from './drivers/oauth2.driver.ts';
import { oidc } from './drivers/oidc.driver.ts';
import { slack } from './drivers/slack.driver.ts';
import { x } from './drivers/x.driver.ts';

/** Every value of `type` in `providers`, each in a file of its own. */
export const providerTypes = {
  oidc,
  oauth2,
  google,
  microsoft,
  apple,
  github,
  facebook,
  gitlab,
  linkedin,
  slack,
  discord,
  x,
  amazon,
} satisfies Record<string, ProviderType>;

export type ProviderTypeName = keyof typeof providerTypes;

export const providerTypeNames = Object.keys(providerTypes) as [ProviderTypeName];
