import { z } from 'zod';
import { declaredClient } from '../clients/client-metadata.ts';
import { declaredGroup } from '../directory/groups/group-declaration.ts';
import { declaredApi } from '../directory/permissions/api-declaration.ts';
import { declaredRole } from '../directory/roles/role-declaration.ts';
import { declaredUser } from '../directory/users/user-declaration.ts';
import { declaredProvider } from '../federation/provider-declaration.ts';
import { declaredRoute } from '../gateway-routes/route-declaration.ts';
import { declaredTrustedIssuer } from '../trusted-issuers/trusted-issuer-declaration.ts';

/** The sections of the configuration file that the issuer reconciles. */
export const declarationSections = {
  apis: z.array(declaredApi).default([]),
  roles: z.array(declaredRole).default([]),
  groups: z.array(declaredGroup).default([]),
  users: z.array(declaredUser).default([]),
  clients: z.array(declaredClient).default([]),
  providers: z.array(declaredProvider).default([]),
  trusted_issuers: z.array(declaredTrustedIssuer).default([]),
  routes: z.array(declaredRoute).default([]),
};

/**
 * What the configuration file declares, each entry by itself. What entries say of one another is
 * checked by `checkReferences`.
 */
export const declarationSchema = z.strictObject(declarationSections);

export type Declaration = z.output<typeof declarationSchema>;
