import { loadConfiguration } from './config/load.ts';
import { fail } from './run.ts';
import { runUntilSignal } from './run-until-signal.ts';

/** What `sallyport start` is at a terminal, wherever its output goes: a file and a data directory. */
const [config, dataDir] = process.argv.slice(2);
if (!config || !dataDir) throw new Error('Which file, and which directory?');
process.once('SIGUSR2', () => {
  throw new Error('Nobody catches this.');
});
try {
  const loaded = await loadConfiguration(config, process.env);
  await runUntilSignal({
    loaded,
    config,
    dataDir,
    role: 'all',
    logLevel: 'info',
    banner: true,
  });
  process.exit();
} catch (error) {
  fail(error);
}
