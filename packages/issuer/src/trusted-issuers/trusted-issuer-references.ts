import type { DeclaredTrustedIssuer } from './trusted-issuer-declaration.ts';

interface Issue {
  path: (string | number)[];
  message: string;
}

interface Known {
  /** The identifier of this server. */
  issuerUrl: string;
  apis: ReadonlySet<string>;
  roles: ReadonlySet<string>;
}

/** What is wrong in what trusted issuers say of the rest of the file. */
export function checkTrustedIssuers(
  declared: readonly DeclaredTrustedIssuer[],
  known: Known,
): Issue[] {
  return declared.flatMap((trusted, index) =>
    issuesOf(trusted, known).map(({ path, message }) => {
      return { path: ['trusted_issuers', index, ...path], message };
    }),
  );
}

function issuesOf(trusted: DeclaredTrustedIssuer, known: Known): Issue[] {
  const { issuer, audience, audiences, without_audience: withoutAudience, map } = trusted;
  const issues: Issue[] = [];
  if (issuer === known.issuerUrl) {
    issues.push({
      path: ['issuer'],
      message: 'This is this server. Its tokens are known already.',
    });
  }
  if (audience !== undefined && !known.apis.has(audience)) {
    const message =
      `There is no API ${audience}. If that is what the tokens say in aud, write which API it ` +
      `stands for: audiences: { "${audience}": <id of an API> }.`;
    issues.push({ path: ['audience'], message });
  }
  const apis = Object.entries(audiences).map(([aud, api]) => ({ path: ['audiences', aud], api }));
  if (withoutAudience !== undefined)
    apis.push({ path: ['without_audience'], api: withoutAudience });
  for (const { path, api } of apis) {
    const message = `There is no API ${api}. Declare it, or correct the name.`;
    if (!known.apis.has(api)) issues.push({ path, message });
  }
  for (const [theirs, role] of Object.entries(map.role_names ?? {})) {
    const message = `There is no role ${role}. Declare it, or correct the name.`;
    if (!known.roles.has(role)) issues.push({ path: ['map', 'role_names', theirs], message });
  }
  return issues;
}
