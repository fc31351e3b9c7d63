import { startAcme } from '../examples/shop/acme/provider.ts';
import { basic } from './issuer.ts';
import { freePort } from './ports.ts';

export interface Acme {
  url: string;
  /** A JWT access token of the machine client `acme-robot`, whose `roles` are `support`. */
  robotToken(resource: string): Promise<string>;
  close(): Promise<void>;
}

/** The example's own upstream provider (`oidc-provider`), at a port of its own. */
export async function startTestAcme(redirectUri = 'http://localhost/callback'): Promise<Acme> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const running = await startAcme({ port, url, redirectUri });
  return {
    url,
    async robotToken(resource) {
      const answer = await fetch(`${url}/token`, {
        method: 'POST',
        headers: { authorization: basic('acme-robot', robotSecret) },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource }),
      });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      return token;
    },
    close: () => running.close(),
  };
}

const robotSecret = 'dev-secret-of-the-robot-at-acme-000001';
