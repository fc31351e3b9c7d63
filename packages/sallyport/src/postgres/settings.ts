/**
 * The settings of the embedded server. They are passed on its command line, so that those of a newer
 * Sallyport take effect at the next start.
 */
const always = {
  // Reached through a Unix socket in a directory that is ours alone.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '60',
  // Issuer, gateway and PostgreSQL together should need less than 250 MB.
  shared_buffers: '32MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '512MB',
  huge_pages: 'off',
  jit: 'off',
  // One machine, short queries: only the helper processes that PostgreSQL needs.
  io_method: 'sync',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  autovacuum_worker_slots: '2',
  autovacuum_max_workers: '2',
  max_logical_replication_workers: '0',
  max_wal_senders: '0',
  wal_level: 'minimal',
  // Errors of statements are not logged here: their details contain values (an e-mail address that
  // exists already). The client that sent the statement gets the error.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  log_timezone: 'UTC',
  timezone: 'UTC',
} as const;

const durable = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
} as const;

/** For temporary clusters of tests: nothing is synced to disk, and more clients may connect. */
const throwaway = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
} as const;

/** The arguments `-c name=value` for `postgres`. */
export function serverArguments(isDurable: boolean, socketDir: string): string[] {
  const settings = {
    ...always,
    ...(isDurable ? durable : throwaway),
    // A list separated by commas; the quotes make it one directory whatever its name holds.
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
