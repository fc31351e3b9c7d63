import { ClientSecretPost } from 'oauth4webapi';
import { z } from 'zod';
import { defineProvider } from '../driver.ts';
import { ApiError } from '../upstream-errors.ts';
import { promptOf } from './authorization-url.ts';
import { baseUrl } from './base-url.ts';
import { type Api, plainOAuth } from './plain-oauth.driver.ts';

const settings = z.object({
  url: baseUrl('https://github.com'),
});

type Settings = z.output<typeof settings>;

interface User {
  id: number;
  login: string;
  name: string | null;
  email: string | null;
  avatar_url: string;
}

interface Email {
  email: string;
  primary: boolean;
  verified: boolean;
}

/** https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps */
export const github = defineProvider({
  label: 'GitHub',
  settings,
  credential: 'client_secret',
  issuer: ({ url }) => `${url}/login/oauth`,
  ...plainOAuth<Settings>({
    endpoints: ({ url }) => ({
      authorization: `${url}/login/oauth/authorize`,
      token: `${url}/login/oauth/access_token`,
    }),
    sentIssuer: ({ url }) => `${url}/login/oauth`,
    scopes: () => ['read:user', 'user:email'],
    pkce: () => true,
    authenticate: ({ secret }) => ClientSecretPost(secret),
    parameters: (upstream, request) => ({
      login: request.loginHint,
      prompt: promptOf(upstream, request, ['select_account']),
    }),
    async identify({ settings }, api) {
      const base = apiOf(settings);
      const user = await api.get<User>(`${base}/user`);
      const primary = await primaryEmail(base, api);
      const claims = {
        // Names of accounts are given to others; the number is not.
        sub: String(user.id),
        email: primary?.email ?? user.email,
        email_verified: primary?.verified === true,
        name: user.name ?? user.login,
        preferred_username: user.login,
        picture: user.avatar_url,
      };
      return { claims, raw: { ...user } };
    },
  }),
});

function apiOf({ url }: Settings): string {
  const { host, protocol } = new URL(url);
  const isOwn = host !== 'github.com' && !host.endsWith('.ghe.com');
  return isOwn ? `${url}/api/v3` : `${protocol}//api.${host}`;
}

/** Null where the application may not see addresses: a GitHub App needs a permission for it. */
async function primaryEmail(base: string, api: Api): Promise<Email | null> {
  try {
    const emails = await api.get<Email[]>(`${base}/user/emails`);
    return emails.find(({ primary }) => primary) ?? null;
  } catch (error) {
    if (error instanceof ApiError && [401, 403, 404].includes(error.status)) return null;
    throw error;
  }
}
