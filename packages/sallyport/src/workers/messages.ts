import type { Metric } from '@sallyport/base/metrics/definition.ts';
import type { Counted } from '@sallyport/gateway/rate-limits/shared-counts.ts';
import type { GatewayConfiguration } from '../config/load.ts';
import type { Readiness } from '../management/management-server.ts';
import type { LogLevel, Role } from '../options.ts';

/** What a process needs to run a gateway; its environment has the secrets. */
export interface WorkerOptions {
  /** Counted from 1, in the order of their start: also in the gateway's name and those of its logs. */
  number: number;
  loaded: GatewayConfiguration;
  role: Role;
  dataDir: string;
  logLevel: LogLevel;
  /** Whether the log is for a person at a terminal. */
  terminal: boolean;
  /** Where the issuer of the same installation's process answers; null when it is in another one. */
  inside: string | null;
}

/** From the process that keeps the workers to one of them. */
export type ToWorker =
  | { kind: 'start'; options: WorkerOptions }
  /** Let requests finish, and end. */
  | { kind: 'stop' }
  | { kind: 'reopen logs' }
  | { kind: 'report'; id: number }
  /** By other workers, of rate limits. */
  | { kind: 'counted'; counts: readonly Counted[] };

/** From a worker to the process that keeps it. */
export type FromWorker =
  | { kind: 'ready' }
  /** It cannot start, in a sentence for the operator. */
  | { kind: 'refused'; sentence: string }
  | { kind: 'reported'; id: number; readiness: Readiness; metrics: readonly Metric[] }
  /** Here, of rate limits: the others are to know. */
  | { kind: 'counted'; counts: readonly Counted[] };
