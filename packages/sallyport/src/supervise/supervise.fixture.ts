import { loadConfiguration } from '../config/load.ts';
import { fail } from '../run.ts';
import { runUntilSignal } from '../run-until-signal.ts';
import { supervise } from './supervise.ts';
import { findSupervisor } from './worker.ts';

/** `sallyport start` at a terminal, wherever its output goes; its work ends by SIGUSR2 in an error. */
const [config, dataDir] = process.argv.slice(2);
if (!config || !dataDir) throw new Error('Which file, and which directory?');
const supervisor = findSupervisor();
if (!supervisor) process.exit(await supervise());
process.stderr.write(`worker ${process.pid}\n`);
process.once('SIGUSR2', () => {
  throw new Error('An error in a test.');
});
try {
  const { env } = process;
  const loaded = await loadConfiguration(config, env);
  const options = { role: 'all', logLevel: 'info', banner: true } as const;
  await runUntilSignal({ env, loaded, config, dataDir, ...options, supervisor });
  process.exit();
} catch (error) {
  await fail(error);
}
