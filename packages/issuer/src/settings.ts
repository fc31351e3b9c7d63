import type { AbuseSettings } from './abuse/abuse-settings.ts';
import type { ConsoleSettings } from './clients/console-client.ts';
import type { WhenToMigrate } from './database/migrate.ts';
import type { Places } from './devices/places.ts';
import type { PasswordCost } from './directory/users/password.ts';
import type { ListenerLimits } from './listen/limits.ts';
import type { MailSettings } from './mail/mail-settings.ts';
import type { Languages } from './pages/languages.ts';

/** How long things live, in seconds. */
export interface Lifetimes {
  accessToken: number;
  insideToken: number;
  authorizationCode: number;
  /** From the page asking to sign in until the code is issued. */
  authorizationRequest: number;
  /** From the request of a device until it has its tokens. */
  deviceRequest: number;
  sessionIdle: number;
  sessionAbsolute: number;
  refreshIdle: number;
  /** Of the grant, and so of every refresh token in it. */
  grantAbsolute: number;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

export const defaultLifetimes: Lifetimes = {
  accessToken: 10 * minute,
  insideToken: minute,
  authorizationCode: minute,
  authorizationRequest: hour,
  deviceRequest: 10 * minute,
  sessionIdle: 12 * hour,
  sessionAbsolute: 30 * day,
  refreshIdle: 30 * day,
  grantAbsolute: 90 * day,
};

export interface IssuerSettings {
  /** The issuer identifier, without a trailing slash: what tokens name and browsers visit. */
  url: string;
  databaseUrl: string;
  /** Past a pooler that gives each transaction another session: to the server itself. */
  databaseListenUrl?: string | undefined;
  /** Connections to it at a time; 8 when left out. */
  databaseConnections?: number;
  /** Whether migrations are applied, only while no other issuer runs when left out; and by which version. */
  migrations?: { when: WhenToMigrate; version?: string };
  /** At least 32 bytes that every issuer node shares; each use gets a key of its own from it. */
  secret: Buffer;
  /** The gateways' credential for `/internal/`. */
  gatewaySecret: string;
  /** Accepted as well, while gateways change from one to the other. */
  formerGatewaySecrets?: readonly string[];
  /** Servers that are asked about DNS; those of the system when left out. */
  dnsServers?: readonly string[];
  /** Addresses and networks (CIDR) whose `X-Forwarded-For` is believed; none by default. */
  trustedProxies?: readonly string[];
  /** Where administrators find the console, and what its client authenticates by; null for none. */
  console?: ConsoleSettings | null;
  /** The pages behind the gateway: which client each is, and where; none when left out. */
  applications?: readonly { client: string; url: string; scopes: readonly string[] }[];
  /** Whether people may sign in with the command line; not when left out. */
  commandLine?: boolean;
  /** A line for every request. */
  logRequests?: boolean;
  lifetimes: Lifetimes;
  /** Of passwords that are hashed from now on; what OWASP recommends when left out. */
  passwordCost?: PasswordCost;
  /** Bounds that differ from those of `listen/limits.ts`. */
  limits?: { public?: Partial<ListenerLimits>; internal?: Partial<ListenerLimits> };
  /** How long a gateway may use its cache without hearing from an issuer, in milliseconds. */
  leaseMs: number;
  /** How old what a node knows of the keys may be when it uses them, in milliseconds; 10,000 when left out. */
  keysKnownMs?: number;
  /** Of the pages; ours when left out. */
  languages?: Languages;
  /** Where addresses are; nothing is known of it when left out. */
  places?: Places;
  /** Shown at `/dev/mail`, sent to a server, or neither. */
  mail: MailSettings;
  /** Nothing is denied or asked for when left out. */
  abuse?: AbuseSettings;
}
