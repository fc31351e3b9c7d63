import type { Context } from '../../context.ts';
import type { Invitation } from './invitation.ts';

/** Where a person goes on who has accepted an invitation. */
export interface Application {
  name: string;
  url: string;
}

/**
 * The application of the client that the invitation names; else the only page behind the gateway, where there
 * is one alone. A page that can sign in for an organization begins with that, so that what was promised within
 * counts at once. Null where it is not known, or the client is gone or stopped.
 */
export async function applicationOf(
  { client, organization }: Pick<Invitation, 'client' | 'organization'>,
  { settings, clients }: Pick<Context, 'settings' | 'clients'>,
): Promise<Application | null> {
  const { applications = [] } = settings;
  const id = client ?? (applications.length === 1 ? applications[0]!.client : null);
  const found = id === null ? undefined : await clients(id);
  if (!found || found.disabled) return null;
  const { name, redirectUris } = found;
  const page = applications.find((each) => each.client === id);
  if (!page) {
    const origin = redirectUris.map((uri) => new URL(uri)).find(isOfWeb)?.origin;
    return origin === undefined ? null : { name, url: `${origin}/` };
  }
  const signIn = new URLSearchParams({ organization: organization ?? '' });
  const within = organization !== null && page.scopes.includes('organization');
  return { name, url: within ? `${page.url}auth/login?${signIn}` : page.url };
}

const isOfWeb = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'http:';
