import { z } from 'zod';
import { accountSection } from '../account/account-policy.ts';
import { brandingSection } from '../branding/branding-declaration.ts';
import { declaredClient } from '../clients/client-metadata.ts';
import { declaredGroup } from '../directory/groups/group.ts';
import { declaredApi } from '../directory/permissions/api-declaration.ts';
import { declaredRole } from '../directory/roles/role.ts';
import { declaredUser } from '../directory/users/user-declaration.ts';
import { declaredProvider } from '../federation/provider-declaration.ts';
import { declaredRoutes } from '../gateway-routes/route-declaration.ts';
import { passwordSection } from '../passwords/password-policy.ts';
import { auditSection } from '../policies/audit-policy.ts';
import { profileSection } from '../profile/profile-policy.ts';
import { registrationSection } from '../registration-policy/registration-policy.ts';
import { scopesSection } from '../scopes/scopes-policy.ts';
import { signInSection } from '../sign-in-policy/policy.ts';
import { declaredTrustedIssuer } from '../trusted-issuers/trusted-issuer-declaration.ts';

/** The sections of the configuration file that the issuer reconciles. */
export const declarationSections = {
  apis: z.array(declaredApi).default([]).meta({ description: 'The APIs that tokens are for.' }),
  scopes: scopesSection.meta({
    description: 'What people read where an application asks for scopes of your own.',
  }),
  roles: z
    .array(declaredRole)
    .default([])
    .meta({ description: 'The roles, each a set of permissions.' }),
  groups: z
    .array(declaredGroup)
    .default([])
    .meta({ description: 'The groups, each a set of people with roles.' }),
  users: z
    .array(declaredUser)
    .default([])
    .meta({ description: 'People. What an administrator changed of them since is left as it is.' }),
  clients: z
    .array(declaredClient)
    .default([])
    .meta({ description: 'The applications and services that ask for tokens.' }),
  providers: z
    .array(declaredProvider)
    .default([])
    .meta({ description: 'Where people may sign in besides: identity providers.' }),
  trusted_issuers: z.array(declaredTrustedIssuer).default([]).meta({
    description: 'Other issuers whose access tokens the introspection endpoint answers for.',
  }),
  branding: brandingSection.prefault({}).meta({
    description: 'Whose pages people sign in on, and what they look like.',
  }),
  sign_in: signInSection.prefault({}).meta({ description: 'How people sign in.' }),
  password: passwordSection.prefault({}).meta({ description: 'What passwords people may set.' }),
  profile: profileSection.prefault({}).meta({
    description: 'What is known of people, who may change it, and which applications are told.',
  }),
  registration: registrationSection
    .prefault({})
    .meta({ description: 'Who may make an account for themselves, and what they are asked.' }),
  account: accountSection
    .prefault({})
    .meta({ description: 'What people can do with their accounts by themselves.' }),
  audit: auditSection.prefault({}).meta({ description: 'How the audit log is kept.' }),
  routes: declaredRoutes.default([]),
};

/**
 * What the configuration file declares, each entry by itself. What entries say of one another is
 * checked by `checkReferences`.
 */
export const declarationSchema = z.strictObject(declarationSections);

export type Declaration = z.output<typeof declarationSchema>;
