import process from 'node:process';
import pino from 'pino';
import { StartupError } from '../startup-error.ts';
import { startPostgres } from './supervisor.ts';

/**
 * A Sallyport in little, for the tests: starts PostgreSQL on the directory of its argument, says so in
 * one line of JSON, stops it on SIGTERM, and refuses like the command line does.
 */
const dataDir = process.argv[2];
if (!dataDir) throw new Error('Which directory?');
const begun = performance.now();
try {
  const embedded = await startPostgres({ dataDir, log: pino({ level: 'silent' }) });
  const alive = setInterval(() => {}, 60_000);
  process.once('SIGTERM', () => {
    clearInterval(alive);
    void embedded.stop();
  });
  const { url, pid, adopted } = embedded;
  const milliseconds = Math.round(performance.now() - begun);
  console.log(JSON.stringify({ url, pid, adopted, milliseconds }));
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
