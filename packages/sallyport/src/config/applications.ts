import type { Configuration } from './schema.ts';

export interface Issue {
  path: (string | number)[];
  message: string;
}

/** Checks that each browser application and the client that it signs in as fit together. */
export function checkApplications(configuration: Configuration): Issue[] {
  const { applications, clients, gateway } = configuration;
  const { protocol } = new URL(gateway.url);
  return applications.flatMap((application, index): Issue[] => {
    const { client: id, client_secret, host, path, scopes } = application;
    const at = (key: string, message: string) => [{ path: ['applications', index, key], message }];
    const client = clients.find((candidate) => candidate.id === id);
    if (!client) return at('client', `There is no client ${id}. Declare it, or correct the name.`);
    const usual = protocol === 'https:' ? ':443' : ':80';
    if (host.endsWith(usual)) {
      return at(
        'host',
        `Leave out ${usual}: browsers do not send the usual port of ${protocol}//.`,
      );
    }
    const callback = `${protocol}//${host}${path}auth/callback`;
    if (!client.redirect_uris.includes(callback)) {
      return at('client', `Add ${callback} to the redirect_uris of ${id}.`);
    }
    const missing = scopes.filter((scope) => !client.scopes.includes(scope));
    if (missing.length > 0) {
      const list = missing.join(', ');
      return at('scopes', `Add ${list} to the scopes of ${id}, or ask for less here.`);
    }
    if ([client.secret].flat().includes(client_secret)) return [];
    return at('client_secret', `This is not the secret of the client ${id}.`);
  });
}
