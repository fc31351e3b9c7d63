import { userInfo } from 'node:os';

/** The URL of the database cannot be used; the message says why, without showing a password. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
}

export interface ServerUrl {
  /** Tried one after the other. A host that begins with / is the directory of a Unix socket. */
  hosts: { host: string; port: number }[];
  user: string;
  password: string;
  database: string;
  /** Keys of libpq, all of them known here. */
  parameters: ReadonlyMap<string, string>;
}

const form = 'It looks like postgres://user:password@host:5432/database';

/** Keys that are obeyed. */
const obeyed = [
  ...['host', 'port', 'user', 'password', 'dbname', 'connect_timeout', 'target_session_attrs'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword', 'sslnegotiation'],
  ...['channel_binding', 'application_name', 'fallback_application_name', 'options', 'search_path'],
];
/** Keys that change nothing here, whatever they say. */
const ignored = [
  ...['keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count', 'gssencmode'],
  ...['client_encoding', 'sslcompression', 'sslsni', 'tcp_user_timeout', 'load_balance_hosts'],
];
const valuesOf: Record<string, readonly string[]> = {
  sslmode: ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'],
  channel_binding: ['disable', 'prefer', 'require'],
  sslnegotiation: ['postgres', 'direct'],
  // Whatever it says: a server that takes no writes is passed over.
  target_session_attrs: ['any', 'read-write', 'primary'],
};
const needsPrimary = 'Sallyport writes, and uses the first host that takes writes';
const reasons: Record<string, string> = {
  target_session_attrs: ` (${needsPrimary})`,
};

/**
 * Reads a URL of libpq's form (PostgreSQL's manual, 32.1.1.2).
 *
 * @throws DatabaseUrlError
 */
export function parseServerUrl(url: string): ServerUrl {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (!scheme) throw new DatabaseUrlError(`is no URL. ${form}.`);
  if (scheme !== 'postgres' && scheme !== 'postgresql') {
    throw new DatabaseUrlError(
      `begins with ${scheme}://, and Sallyport needs PostgreSQL. ${form}.`,
    );
  }
  if (/%(?![0-9a-f]{2})/i.test(url)) {
    throw new DatabaseUrlError('has a % that encodes nothing. Write a % itself as %25.');
  }
  const match = /^\w+:\/\/(?:([^@/?#]*)@)?([^@/?#]*)(?:\/([^/?#]*))?(?:\?([^#]*))?$/.exec(url);
  if (!match) throw malformed();
  const [, userinfo = '', authority = '', path = '', query = ''] = match;
  const parameters = readParameters(query);
  const [name = '', ...password] = userinfo.split(':');
  const user = parameters.get('user') ?? (decode(name) || userInfo().username);
  return {
    hosts: readHosts(parameters.get('host') ?? authority, parameters.get('port')),
    user,
    password: parameters.get('password') ?? decode(password.join(':')),
    database: parameters.get('dbname') ?? (decode(path) || user),
    parameters,
  };
}

function readParameters(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&').filter(Boolean)) {
    const [key, ...rest] = pair.split('=');
    let name = decode(key ?? '');
    let value = decode(rest.join('='));
    if (name === 'ssl') [name, value] = ['sslmode', sslModeOf(value)];
    refuseParameter(name, value);
    if (!ignored.includes(name)) parameters.set(name, value);
  }
  return parameters;
}

/** What other drivers write for it. */
const sslModeOf = (value: string): string =>
  ({ true: 'require', 1: 'require', false: 'disable', 0: 'disable' })[value] ?? value;

function refuseParameter(name: string, value: string): void {
  if (![...obeyed, ...ignored].includes(name)) {
    throw new DatabaseUrlError(
      `has the parameter ${name}, which Sallyport does not know. Settings of the server go into ` +
        `options, like options=-c%20search_path%3Dmine.`,
    );
  }
  const allowed = valuesOf[name];
  if (allowed && !allowed.includes(value)) {
    throw new DatabaseUrlError(
      `has ${name}=${value}, and it may be ${allowed.join(', ')}${reasons[name] ?? ''}.`,
    );
  }
  if (name === 'gssencmode' && value === 'require') {
    throw new DatabaseUrlError('has gssencmode=require, and Sallyport has no GSSAPI. Use sslmode.');
  }
}

function readHosts(list: string, ports = ''): ServerUrl['hosts'] {
  const shared = ports.split(',');
  return list.split(',').map((entry, index) => {
    const match = /^(\[[^\]]+\]|[^:[\]]*)(?::(\d+))?$/i.exec(entry);
    if (!match) throw malformed();
    const [, host = '', port] = match;
    const number = Number(port ?? (shared[index] || shared[0] || 5432));
    if (!Number.isInteger(number) || number < 1 || number > 65_535) throw malformed();
    return { host: decode(host).replace(/^\[(.*)\]$/, '$1') || 'localhost', port: number };
  });
}

const malformed = () =>
  new DatabaseUrlError(
    `is no URL. ${form}, with characters like @ / # in the password percent-encoded.`,
  );

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DatabaseUrlError('has a % that encodes nothing. Write a % itself as %25.');
  }
}

/** Host and port of each server: the rest of the URL holds a password. */
export function serverOf(url: string): string {
  const authority = /^\w+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(url)?.[1];
  return authority ? decode(authority) : 'localhost';
}
