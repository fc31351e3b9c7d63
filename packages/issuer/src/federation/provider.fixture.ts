import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** The package brings no types: as much of it as is used here. */
interface Provider {
  Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<string> };
  use(middleware: (context: KoaContext, next: () => Promise<void>) => Promise<void>): void;
  callback(): RequestListener;
  interactionDetails(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<{ params: Record<string, unknown> }>;
  interactionFinished(
    request: IncomingMessage,
    response: ServerResponse,
    result: object,
  ): Promise<void>;
}

interface KoaContext {
  path: string;
  req: IncomingMessage;
  res: ServerResponse;
  oidc: { provider: Provider; client: { clientId: string }; session: { accountId: string } };
}

const { default: Provider } = (await import('oidc-provider' as string)) as {
  default: new (issuer: string, configuration: object) => Provider;
};

/** An OpenID provider that signs in the person that `login_hint` names, without asking. */
export interface UpstreamProvider {
  issuer: string;
  /** Who there is, by subject. */
  people: Map<string, Record<string, unknown>>;
  /** Of whom it claims to have signed in otherwise than just now, or how. */
  sessions: Map<string, { ts?: number; amr?: string[]; acr?: string }>;
  /** What fails at the moment. */
  faults: Set<'userinfo'>;
  /** Done before it says who a person is. */
  meanwhile: () => Promise<void>;
  close(): void;
}

/** A `login_hint` for a person who cancels. */
export const cancels = 'cancels';

export const upstreamClient = { id: 'sallyport', secret: 'a secret of the upstream provider' };

export async function startProvider(
  redirectUri: string,
  claims: 'at userinfo' | 'in ID token' = 'at userinfo',
): Promise<UpstreamProvider> {
  const people: UpstreamProvider['people'] = new Map();
  const sessions: UpstreamProvider['sessions'] = new Map();
  const faults: UpstreamProvider['faults'] = new Set();
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const upstream: UpstreamProvider = {
    ...{ issuer, people, sessions, faults },
    meanwhile: async () => {},
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  const provider = new Provider(issuer, configuration(redirectUri, people, claims));
  provider.use(async (ctx, next) => {
    if (ctx.path === '/me' && faults.has('userinfo')) {
      ctx.res.writeHead(500).end();
      return;
    }
    if (ctx.path === '/me') await upstream.meanwhile();
    if (!ctx.path.startsWith('/interaction/')) return next();
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    const who = String(params['login_hint']);
    const result =
      who === cancels
        ? { error: 'access_denied' }
        : { login: { accountId: who, remember: false, ...sessions.get(who) } };
    return provider.interactionFinished(ctx.req, ctx.res, result);
  });
  server.on('request', provider.callback());
  return upstream;
}

function configuration(redirectUri: string, people: UpstreamProvider['people'], claims: string) {
  return {
    clients: [
      {
        client_id: upstreamClient.id,
        client_secret: upstreamClient.secret,
        redirect_uris: [redirectUri],
      },
    ],
    claims: {
      openid: ['sub', 'amr'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'picture', 'locale', 'groups', 'realm_access'],
    },
    conformIdTokenClaims: claims === 'at userinfo',
    cookies: { keys: ['of a test'] },
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
    acrValues: ['two-factors', 'one-factor'],
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    // A second sign-in replaces the provider's session, and must not take the first one's code along.
    expiresWithSession: () => false,
    ttl: { Session: 60, Interaction: 60, Grant: 60, AccessToken: 60, IdToken: 60 },
    findAccount: (_: unknown, sub: string) => {
      const claims = people.get(sub);
      return claims && { accountId: sub, claims: () => ({ ...claims, sub }) };
    },
    async loadExistingGrant({ oidc }: KoaContext) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  };
}
