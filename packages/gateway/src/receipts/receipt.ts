import { pathForLog } from '@sallyport/base/path-for-log.ts';
import type { Position } from '@sallyport/protocol/internal.ts';
import type { Receipt, ReceiptCaller, ReceiptCredentials } from '@sallyport/protocol/receipt.ts';
import { isBasic } from '../authenticate/client-secret.ts';
import type { Denied } from '../decision/decision.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Mode } from '../observe.ts';
import type { Instant } from '../settings.ts';
import { originOf } from './token-origin.ts';

/** What of the gateway goes into each of its receipts. */
export interface Issued {
  gateway: string;
  instance: string;
  mode: Mode;
  now: Instant;
  /** What has been applied of the change log. */
  applied: { epoch: string; position: Position['pos'] | null };
}

const maxLength = { method: 20, host: 255, path: 300, reason: 400, name: 200, missing: 20 };

/** Whether a refusal gets a receipt: one that was made of something that the caller sent. */
export const hasReceipt = ({ refusal }: Denied, incoming: Incoming): boolean =>
  (refusal.status === 401 || refusal.status === 403) && !isAnonymous(refusal, incoming);

/** A 401 to a caller who has shown nothing: it is only counted. */
export const isAnonymous = ({ status, rule }: Denied['refusal'], incoming: Incoming): boolean =>
  status === 401 && rule?.name === 'authenticate' && incoming.authorization === undefined;

/** Everything in it is bounded, so that so many receipts take so much memory. */
export function receiptOf(denied: Denied, incoming: Incoming, issued: Issued): Receipt {
  const { refusal, route, entry } = denied;
  const { gateway, instance, mode, now, applied } = issued;
  const credentials = credentialsOf(denied, incoming);
  return {
    id: incoming.requestId,
    at: new Date(now.wall).toISOString(),
    gateway: cut(gateway, maxLength.name),
    instance,
    mode,
    method: cut(incoming.method, maxLength.method),
    host: cut(incoming.host, maxLength.host),
    path: cut(pathForLog(incoming.path), maxLength.path),
    address: incoming.clientAddress,
    status: refusal.status,
    error: refusal.error,
    reason: cut(refusal.description, maxLength.reason),
    route: route && cut(route.path, maxLength.path),
    api: route?.api ? cut(route.api, maxLength.name) : null,
    rule: refusal.rule ? boundedRule(refusal.rule) : null,
    credentials,
    caller: callerOf(denied, credentials),
    facts: {
      ...applied,
      read_at: entry?.readAt ?? null,
      age_ms: entry ? Math.max(0, Math.floor(now.monotonic - entry.askedAt)) : null,
    },
  };
}

function credentialsOf({ route, refusal }: Denied, incoming: Incoming): ReceiptCredentials {
  const { authorization, cookie } = incoming;
  if (authorization !== undefined) return isBasic(authorization) ? 'client_secret' : 'access_token';
  const signedIn = cookie !== undefined && route?.cookie && refusal.rule?.name !== 'authenticate';
  return signedIn ? 'session_cookie' : 'none';
}

function callerOf(
  { principal, subject, entry }: Denied,
  credentials: ReceiptCredentials,
): ReceiptCaller | null {
  if (principal === null) return subject;
  const { kind, sub, client_id: client } = principal;
  const origin = entry && credentials !== 'client_secret' ? originOf(entry.authorization) : null;
  return {
    ...{ kind, sub, client },
    ...(origin && { token: origin.id }),
    ...(origin?.grant !== undefined && { grant: origin.grant }),
  };
}

const boundedRule = ({ name, missing }: { name: string; missing: readonly string[] }) => ({
  name,
  missing: missing.slice(0, maxLength.missing).map((each) => cut(each, 100)),
});

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
