import type { JWTPayload } from 'jose';
import { ClientSecretPost } from 'oauth4webapi';
import { z } from 'zod';
import { defineProvider } from '../driver.ts';
import { NotAllowedError } from '../upstream-errors.ts';
import { baseUrl } from './base-url.ts';
import { openIdConnect } from './openid-connect.driver.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The tenant that all personal accounts belong to. */
const personal = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Of tenants, in the place of one of them. */
const groups = new Set(['common', 'organizations', 'consumers']);

const settings = z.object({
  url: baseUrl('https://login.microsoftonline.com'),
  tenant: z
    .string()
    .refine((tenant) => groups.has(tenant) || guid.test(tenant), {
      error:
        'Give the id of your tenant in small letters (Entra admin center, Overview, Tenant ID), or ' +
        'common, organizations or consumers. Names of domains are not taken.',
    })
    .meta({
      description:
        'For `type: microsoft`: whose accounts may sign in. The id of a tenant stands for that tenant, ' +
        '`organizations` for every tenant, `consumers` for personal accounts, `common` for both.',
      examples: ['8eaef023-2b34-4da1-9baa-8bc8c9d6a490', 'common'],
    }),
});

type Settings = z.output<typeof settings>;

const tenantId = '{tenantid}';

/** What the metadata names: a template where any tenant may sign in. */
const namedIssuer = ({ url, tenant }: Settings): string => {
  const tenants: Record<string, string> = {
    common: tenantId,
    organizations: tenantId,
    consumers: personal,
  };
  return `${url}/${tenants[tenant] ?? tenant}/v2.0`;
};

/** https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc */
export const microsoft = defineProvider({
  label: 'Microsoft',
  settings,
  credential: 'client_secret',
  issuer: ({ url }) => url,
  ...openIdConnect<Settings>({
    issuer: ({ url, tenant }) => `${url}/${tenant}/v2.0`,
    namedIssuer,
    tokenIssuer: ({ tid }: JWTPayload, { issuer }) =>
      typeof tid === 'string' && guid.test(tid) ? issuer.replace(tenantId, tid) : issuer,
    scopes: ['profile', 'email'],
    // As its documentation says; the metadata names both ways.
    authenticate: ({ secret }) => ClientSecretPost(secret),
    admit({ tid }, { tenant }) {
      if (tenant === 'organizations' && tid === personal) {
        throw new NotAllowedError('an account of a company or school, and not a personal one');
      }
    },
    // The picture is at Microsoft Graph, behind a permission of its own.
    userinfo: false,
    claims: (claims) => ({
      ...claims,
      // `sub` is another one for every client; these two are not.
      sub: claims['tid'] && claims['oid'] ? `${claims['tid']}:${claims['oid']}` : undefined,
      email: claims['email'] ?? claims['preferred_username'],
      email_verified: isVerified(claims),
    }),
  }),
});

/**
 * Administrators of any tenant can write any address into `email` ("nOAuth"). These optional claims
 * say that its domain belongs to the tenant.
 */
function isVerified({ email, xms_edov, verified_primary_email }: Record<string, unknown>): boolean {
  const owned = [true, 1, '1', 'true'].includes(xms_edov as string);
  return owned || (Array.isArray(verified_primary_email) && verified_primary_email.includes(email));
}
