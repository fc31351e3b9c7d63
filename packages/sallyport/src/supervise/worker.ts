/** What the process that does the work tells the one that starts it again. */
export type WorkerMessage =
  | { kind: 'ready' }
  /** It was told to stop, and is not to be started again. */
  | { kind: 'stopping' }
  /** The process of the embedded PostgreSQL; null when it has stopped. */
  | { kind: 'server'; pid: number | null };

/** The supervisor, as the process that does the work sees it. */
export interface Supervisor {
  /** Whether this process stands in for one that ended unexpectedly. */
  readonly isRestart: boolean;
  tell(message: WorkerMessage): void;
}

/** Set for the process that does the work: how often it was started again. */
export const restartsVariable = 'SALLYPORT_RESTARTS';

/**
 * The supervisor of this process, or null where there is none. When the supervisor is killed, this
 * process ends at once, as if it had been killed itself; PostgreSQL is left for the next start.
 */
export function findSupervisor(): Supervisor | null {
  const restarts = process.env[restartsVariable];
  if (restarts === undefined || !process.connected) return null;
  delete process.env[restartsVariable];
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // Listening for its end is no reason to go on.
  process.channel?.unref();
  return {
    isRestart: Number(restarts) > 0,
    tell: (message) => void process.send?.(message, undefined, {}, () => {}),
  };
}
