import { type Claims, isRecord } from './claim-path.ts';
import { clientIdOf } from './usual-claims.ts';

/**
 * The kind for a token of another issuer. Each issuer has its own way to tell a client that acts for
 * itself from a person. `sub_kind` is our claim and does not count in their tokens.
 */
export const foreignKindOf = (claims: Claims): 'user' | 'client' =>
  clientsByThemselves.some((isOne) => isOne(claims)) ? 'client' : 'user';

const clientsByThemselves: readonly ((claims: Claims) => boolean)[] = [
  isItsOwnSubject,
  isAuth0Machine,
  isKeycloakServiceAccount,
  isEntraApp,
  isKubernetesServiceAccount,
  isGoogleServiceAccount,
];

/** RFC 9068, section 2.2, and Okta: where no resource owner is involved, `sub` is the client. */
function isItsOwnSubject(claims: Claims): boolean {
  const clientId = clientIdOf(claims);
  return clientId !== undefined && claims['sub'] === clientId;
}

function isAuth0Machine(claims: Claims): boolean {
  return (
    claims['gty'] === 'client-credentials' || claims['sub'] === `${clientIdOf(claims)}@clients`
  );
}

/**
 * Keycloak: a service account is a user whose name is made from the client's, in lower case. A person
 * could choose such a name, too, but a person's token has no `client_id` (older realms: `clientId`).
 */
function isKeycloakServiceAccount({ client_id, clientId, preferred_username: name }: Claims) {
  const client = client_id ?? clientId;
  return (
    typeof client === 'string' &&
    typeof name === 'string' &&
    name.toLowerCase() === `service-account-${client}`.toLowerCase()
  );
}

/**
 * Entra ID: `idtyp` is optional. Without it: the token of a person has an `scp`, and its `sub` differs
 * from its `oid`.
 */
function isEntraApp({ idtyp, oid, sub, scp }: Claims): boolean {
  if (idtyp !== undefined) return idtyp === 'app';
  return oid !== undefined && oid === sub && scp === undefined;
}

function isKubernetesServiceAccount(claims: Claims): boolean {
  const { sub } = claims;
  return (
    isRecord(claims['kubernetes.io']) &&
    typeof sub === 'string' &&
    sub.startsWith('system:serviceaccount:')
  );
}

/** Google gives addresses of this domain to service accounts only. */
function isGoogleServiceAccount({ email, email_verified }: Claims): boolean {
  return (
    email_verified === true && typeof email === 'string' && email.endsWith('.gserviceaccount.com')
  );
}
