import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { CreatedLink, Link, LinkMetadata, NewLink } from './links.ts';

/** Options that are left out are left out of the JSON, too, so that the issuer's defaults apply. */
export function toWire(link: NewLink): object {
  return {
    url: link.url,
    api: link.api,
    permissions: link.permissions,
    authorization_details: link.authorizationDetails,
    expires_in: link.expiresIn,
    uses: link.uses,
    token_lifetime: link.tokenLifetime,
    subject: link.subject,
    metadata: link.metadata,
  };
}

interface CreatedOnWire {
  id: string;
  url: string;
  expires_at: string;
}

interface LinkOnWire {
  id: string;
  state: Link['state'];
  api: string;
  permissions: string[];
  authorization_details: AuthorizationDetail[];
  uses: number;
  used: number;
  token_lifetime: number;
  subject: string | null;
  metadata: LinkMetadata;
  created_at: string;
  expires_at: string;
}

export function isCreated(answer: unknown): answer is CreatedOnWire {
  if (!isRecord(answer)) return false;
  const { id, url, expires_at } = answer;
  return isString(id) && isString(url) && isTime(expires_at);
}

export function isLink(answer: unknown): answer is LinkOnWire {
  if (!isRecord(answer)) return false;
  const { id, state, api, permissions, authorization_details: details, subject } = answer;
  const { uses, used, token_lifetime, metadata, created_at, expires_at } = answer;
  return (
    [id, api].every(isString) &&
    ['active', 'used', 'expired', 'revoked'].includes(state as string) &&
    Array.isArray(permissions) &&
    permissions.every(isString) &&
    Array.isArray(details) &&
    details.every(isDetail) &&
    [uses, used, token_lifetime].every((value) => typeof value === 'number') &&
    (subject === null || isString(subject)) &&
    isRecord(metadata) &&
    [created_at, expires_at].every(isTime)
  );
}

export function createdFromWire({ id, url, expires_at }: CreatedOnWire): CreatedLink {
  return { id, url, expiresAt: new Date(expires_at) };
}

export function linkFromWire(link: LinkOnWire): Link {
  const { authorization_details, token_lifetime, created_at, expires_at, ...same } = link;
  return {
    ...same,
    authorizationDetails: authorization_details,
    tokenLifetime: token_lifetime,
    createdAt: new Date(created_at),
    expiresAt: new Date(expires_at),
  };
}

function isDetail(value: unknown): value is AuthorizationDetail {
  if (!isRecord(value)) return false;
  const { type, identifier, actions } = value;
  return [type, identifier].every(isString) && Array.isArray(actions) && actions.every(isString);
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isString = (value: unknown): value is string => typeof value === 'string';

const isTime = (value: unknown): value is string =>
  isString(value) && !Number.isNaN(Date.parse(value));
