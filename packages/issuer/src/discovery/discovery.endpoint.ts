import { acrValues } from '@sallyport/protocol/acr.ts';
import type { Context as Request } from 'hono';
import { readDetailTypes } from '../authorization-details/detail-types.service.ts';
import { promptValues } from '../authorize/checks/prompt.ts';
import { responseModes } from '../authorize/checks/response-mode.ts';
import { grantTypes } from '../clients/grant-types.ts';
import type { Context } from '../context.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { fieldsOf } from '../profile/field.ts';
import { profilePolicy } from '../profile/profile-policy.ts';
import { claimNames, scopesOf } from '../profile/told-claims.ts';
import { routes } from '../routes.ts';

/** Clients may keep what is published here for five minutes: as long as guards keep the keys. */
const headers = { 'Cache-Control': 'public, max-age=300' };

/**
 * Authorization server metadata (RFC 8414), which is the OpenID provider's too.
 *
 * @param fields what can be known of people, and by which scopes
 * @param detailTypes those of `authorization_details` (RFC 9396, section 10)
 */
export function metadata(
  issuer: string,
  fields = fieldsOf({ fields: [] }),
  detailTypes: readonly string[] = [],
) {
  const at = (path: string) => issuer + path;
  const authMethods = ['client_secret_basic', 'client_secret_post', 'none'];
  return {
    issuer,
    authorization_endpoint: at(routes.authorize),
    token_endpoint: at(routes.token),
    device_authorization_endpoint: at(routes.deviceAuthorization),
    introspection_endpoint: at(routes.introspect),
    revocation_endpoint: at(routes.revoke),
    userinfo_endpoint: at(routes.userinfo),
    end_session_endpoint: at(routes.logout),
    jwks_uri: at(routes.jwks),
    scopes_supported: [
      'openid',
      'profile',
      'email',
      ...scopesOf(fields),
      'organization',
      'offline_access',
    ],
    response_types_supported: ['code'],
    response_modes_supported: responseModes,
    grant_types_supported: grantTypes,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    token_endpoint_auth_methods_supported: authMethods,
    introspection_endpoint_auth_methods_supported: authMethods.filter((name) => name !== 'none'),
    revocation_endpoint_auth_methods_supported: authMethods,
    code_challenge_methods_supported: ['S256'],
    claims_supported: [
      ...['sub', ...claimNames(fields), 'auth_time', 'acr', 'amr', 'sid'],
      ...['org_id', 'org_key', 'org_name'],
    ],
    acr_values_supported: acrValues,
    prompt_values_supported: promptValues,
    // What has no entries is left out (OpenID Connect Discovery, section 4.2).
    ...(detailTypes.length > 0 && { authorization_details_types_supported: detailTypes }),
    claims_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
  };
}

/** `GET /.well-known/openid-configuration` and `/.well-known/oauth-authorization-server` */
export const discovery = ({ settings, sql, log }: Pick<Context, 'settings' | 'sql' | 'log'>) => {
  // Told without a database, too: services that start then find the keys.
  let last = metadata(settings.url);
  return async (request: Request) => {
    try {
      const [profile, types] = await Promise.all([
        readPolicy(sql, profilePolicy),
        readDetailTypes({ sql }),
      ]);
      last = metadata(
        settings.url,
        fieldsOf(profile),
        types.map(({ type }) => type),
      );
    } catch (err) {
      log.info({ err }, 'the metadata is that of before: the database cannot be read');
    }
    return request.json(last, 200, headers);
  };
};

/** `GET /jwks` (RFC 7517) */
export const jwks =
  ({ keys }: Pick<Context, 'keys'>) =>
  (request: Request) =>
    request.json(keys.jwks(), 200, {
      ...headers,
      'Content-Type': 'application/jwk-set+json',
    });
