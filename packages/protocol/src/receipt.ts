import type { PrincipalKind } from './principal.ts';

/**
 * Why a gateway answered one request with 401 or 403, or cut its answer off. It is kept in the memory
 * of that gateway for an hour at most. Of tokens it has the ids alone, and of a path nothing that may
 * be a secret.
 */
export interface Receipt {
  /** `request_id` of the answer, and `X-Request-Id`. */
  id: string;
  /** When it was refused, in RFC 3339. */
  at: string;
  gateway: string;
  /** Which process of the gateway: what ids of its own begin with. */
  instance: string;
  /** `decide`: another proxy asked about the request. */
  mode: 'gateway' | 'decide';
  method: string;
  host: string;
  path: string;
  /** Of the caller, behind the proxies that are trusted. */
  address: string;
  status: number;
  error: string;
  /** In a sentence, as the caller was told. */
  reason: string;
  /** The path of the route in the configuration; null where none was found. */
  route: string | null;
  api: string | null;
  /** The member of the route that was not met; null where it is not the route that refuses. */
  rule: ReceiptRule | null;
  credentials: ReceiptCredentials;
  /** Null where nothing is known of the caller. */
  caller: ReceiptCaller | null;
  facts: ReceiptFacts;
}

export interface ReceiptRule {
  /** `require.permissions`, `authenticate`: its name in the configuration. */
  name: string;
  missing: string[];
}

export type ReceiptCredentials = 'access_token' | 'session_cookie' | 'client_secret' | 'none';

/** What a refused request was made by. What is left out is not known. */
export interface ReceiptCaller {
  kind?: PrincipalKind;
  sub?: string;
  client?: string;
  /** The id of the access token. */
  token?: string;
  grant?: string;
}

/** What the decision was made from. */
export interface ReceiptFacts {
  /** Of the change log: what the gateway had applied, the position of the permissions. Null before that. */
  epoch: string;
  position: number | null;
  /** Of the answer about the token: the position that it was read at, and its age in milliseconds. */
  read_at: number | null;
  age_ms: number | null;
}
