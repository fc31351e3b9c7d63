import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { accountOf } from './accounts.ts';
import { createMemoryAdapter } from './memory-adapter.ts';
import { errorPage } from './sign-in.page.ts';

type OidcProvider = typeof import('oidc-provider');
type Context = import('oidc-provider').KoaContext;

/** The API whose access tokens Acme issues itself, as a partner's authorization server would. */
const ordersApi = 'https://orders.example';
const minute = 60;

/** What Acme ID is to oidc-provider. Its keys are new at each start; who trusts it fetches them. */
export async function configurationOf(library: OidcProvider, redirectUri: string) {
  return {
    adapter: createMemoryAdapter(),
    clients: [
      {
        client_id: 'sallyport',
        client_secret: 'dev-secret-of-sallyport-at-acme-000001',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
      {
        client_id: 'acme-robot',
        client_secret: 'dev-secret-of-the-robot-at-acme-000001',
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    jwks: await signingKeys(),
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    findAccount: (_context: Context, id: string) => accountOf(id),
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    // The claims of the scopes come in the ID token, as those of the large providers do.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: { enabled: true, getResourceServerInfo: resourceServers(library) },
    },
    extraTokenClaims: () => ({ roles: ['support'] }),
    interactions: {
      policy: chooseEachTime(library),
      url: (_context: Context, { uid }: { uid: string }) => `/interaction/${uid}`,
    },
    loadExistingGrant: grantWhatIsAsked,
    renderError(context: Context, out: { error: string; error_description?: string }) {
      context.type = 'html';
      context.body = errorPage(out.error_description ?? out.error);
    },
    ttl: {
      AccessToken: 10 * minute,
      AuthorizationCode: minute,
      ClientCredentials: 10 * minute,
      Grant: 60 * minute,
      IdToken: 10 * minute,
      Interaction: 10 * minute,
      Session: 60 * minute,
    },
  };
}

const keyPair = promisify(generateKeyPair);

async function signingKeys() {
  const rsa = await keyPair('rsa', { modulusLength: 2048 });
  const ec = await keyPair('ec', { namedCurve: 'P-256' });
  const jwk = (key: KeyObject, alg: string) => ({
    ...key.export({ format: 'jwk' }),
    alg,
    use: 'sig',
  });
  return { keys: [jwk(rsa.privateKey, 'RS256'), jwk(ec.privateKey, 'ES256')] };
}

function resourceServers({ errors }: OidcProvider) {
  return (_context: Context, resource: string) => {
    if (resource !== ordersApi) throw new errors.InvalidTarget();
    return {
      audience: ordersApi,
      scope: 'orders',
      accessTokenFormat: 'jwt',
      accessTokenTTL: 10 * minute,
      jwt: { sign: { alg: 'ES256' } },
    };
  };
}

/** Everybody is asked for their account each time, so that one can play Carol and then Dave. */
function chooseEachTime({ interactionPolicy }: OidcProvider) {
  const { Check } = interactionPolicy;
  const policy = interactionPolicy.base();
  policy
    .get('login')
    .checks.add(
      new Check('account_choice', 'The person chooses an account.', ({ oidc }) =>
        oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}

/** People who chose an account on Acme's page have read there what is asked for, and agreed. */
async function grantWhatIsAsked(
  context: Context & { oidc: { provider: import('oidc-provider').default } },
) {
  const { client, session, params, provider } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(params.scope ?? 'openid');
  await grant.save();
  return grant;
}
