import { z } from 'zod';
import { issuerUrl, label, name, scope, text } from '../runtime/text.ts';

/** Each field is a key of the configuration and a column of its name. */
export const providerFields = {
  id: name,
  type: z.literal('oidc'),
  name: label,
  issuer: issuerUrl,
  client_id: text(500).min(1),
  scopes: z.array(scope).default(['openid', 'profile', 'email']),
  /** What a person is a member of from their first sign-in on. */
  default_groups: z.array(name).default([]),
};

export const declaredProvider = z.strictObject({
  ...providerFields,
  client_secret: text(2000).min(1),
});

export type DeclaredProvider = z.output<typeof declaredProvider>;
