import { Client } from 'pg';
import { ConnectionError, codeOf, readOnlyError } from './failures.ts';
import { parsers } from './parsers.ts';
import type { ServerUrl } from './server-url.ts';
import { arrived, optionsOf, type SessionKind, setStatements } from './session-settings.ts';
import { type Tls, tlsAttempts } from './tls-attempts.ts';

/**
 * Connects to the first host that takes writes.
 *
 * @throws the error of the last host: the server's, the system's, or ConnectionError
 */
export async function openClient(server: ServerUrl, kind: SessionKind): Promise<Client> {
  let last: unknown;
  for (const { host, port } of server.hosts) {
    for (const tls of await tlsAttempts(host, server.parameters)) {
      try {
        return await openOne({ ...server, host, port, tls }, kind);
      } catch (error) {
        last = error;
        if (!isRefusalOf(tls, error)) break;
      }
    }
  }
  throw last;
}

/** Whether the next attempt of the same host, with or without TLS, makes sense. */
const isRefusalOf = (tls: Tls, error: unknown): boolean =>
  codeOf(error) === '28000' || (tls !== false && codeOf(error) === 'CONNECTION_NO_TLS');

interface Attempt extends Omit<ServerUrl, 'hosts'> {
  host: string;
  port: number;
  tls: Tls;
}

async function openOne(attempt: Attempt, kind: SessionKind): Promise<Client> {
  const { parameters, tls, password, ...where } = attempt;
  const client = new Client({
    ...where,
    // Only a function keeps the driver from taking an empty one for PGPASSWORD or ~/.pgpass.
    password: () => password,
    client_encoding: 'UTF8',
    types: parsers,
    ssl: tls,
    pipeline: true,
    application_name: parameters.get('application_name') ?? 'sallyport',
    options: optionsOf(parameters),
    connectionTimeoutMillis: 1_000 * Number(parameters.get('connect_timeout') || 5),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    enableChannelBinding: parameters.get('channel_binding') !== 'disable',
    sslnegotiation: parameters.get('sslnegotiation') === 'direct' && tls ? 'direct' : 'postgres',
  });
  setAtStart(client, { replication: undefined });
  // A pooler refuses a start that has any.
  if (kind !== 'own') setAtStart(client, { options: undefined });
  // Without a listener, an error of an idle connection would end the process.
  client.on('error', () => {});
  const reported = new Map<string, string>();
  internals(client).on('parameterStatus', ({ parameterName, parameterValue }) => {
    reported.set(parameterName, parameterValue);
  });
  let refusal: Error | undefined;
  if (parameters.get('channel_binding') === 'require') {
    requireBinding(client, () => {
      refusal = noBinding();
      destroy(client, refusal);
    });
  }
  try {
    await client.connect();
    // A server that asks for nothing may have said in one packet that all is ready.
    if (refusal) throw refusal;
    if (kind === 'own' && !arrived(reported)) throw unsupported();
    if (kind === 'pooled') await client.query(setStatements(parameters));
    await refuseReadOnly(client, reported);
    return client;
  } catch (error) {
    destroy(client);
    throw refusal ?? explained(error);
  }
}

/** What is left out of the constructor, the driver takes from PGREPLICATION and PGOPTIONS. */
function setAtStart(client: Client, settings: Record<string, undefined>): void {
  const { connectionParameters } = client as unknown as { connectionParameters: object };
  Object.assign(connectionParameters, settings);
}

/** Before anything that depends on the password is sent. */
function requireBinding(client: Client, refuse: () => void): void {
  const connection = internals(client);
  connection.on('authenticationSASL', ({ mechanisms }) => {
    if (!mechanisms.includes('SCRAM-SHA-256-PLUS')) refuse();
  });
  for (const other of ['Ok', 'CleartextPassword', 'MD5Password']) {
    let bound = false;
    connection.on('authenticationSASLFinal', () => {
      bound = true;
    });
    connection.on(`authentication${other}`, () => bound || refuse());
  }
}

/** A standby says so as soon as one connects, and so does a server that was made read-only. */
async function refuseReadOnly(client: Client, reported: Map<string, string>): Promise<void> {
  const states = ['in_hot_standby', 'default_transaction_read_only'].map((name) =>
    reported.get(name),
  );
  if (states.every((state) => state === 'off')) return;
  const { rows } = await client.query('show transaction_read_only');
  if (rows[0]?.transaction_read_only === 'on') {
    throw readOnlyError();
  }
}

/** Closes it at once, whatever is under way. */
export function destroy(client: Client, error?: Error): void {
  internals(client).stream.destroy(error);
}

/** Says goodbye, so that the server frees at once what the session held. */
export async function closeClient(client: Client): Promise<void> {
  const impatient = setTimeout(() => destroy(client), 1_000);
  await client.end().catch(() => {});
  clearTimeout(impatient);
}

interface Internals {
  stream: { destroy(error?: Error): void };
  // biome-ignore lint/suspicious/noExplicitAny: each message of the protocol has fields of its own
  on(event: string, listener: (message: any) => void): void;
}

/** The driver offers no other way to close a busy connection, nor to read what the server reports. */
const internals = (client: Client): Internals =>
  (client as unknown as { connection: Internals }).connection;

/** Errors that the driver makes have a text only. */
function explained(error: unknown): unknown {
  if (codeOf(error)) return error;
  const { message } = error as Error;
  const [code = 'CONNECTION_CLOSED'] =
    Object.entries({
      CONNECT_TIMEOUT: /^timeout expired/,
      CONNECTION_NO_TLS: /does not support SSL/,
    }).find(([, pattern]) => pattern.test(message)) ?? [];
  // The server wants a password, and none was given.
  if (/password must be a/.test(message)) return Object.assign(error as Error, { code: '28P01' });
  return new ConnectionError(code as 'CONNECTION_CLOSED', message, { cause: error });
}

const unsupported = () =>
  Object.assign(new Error('A pooler drops what is sent with the start of a session'), {
    code: '08P01',
  });

const noBinding = () =>
  new ConnectionError(
    'CONNECTION_NOT_BOUND',
    'The server offers no channel binding, which DATABASE_URL requires',
  );
