import { loadConfiguration } from './config/load.ts';
import { fail } from './run.ts';
import { runUntilSignal } from './run-until-signal.ts';

/** `sallyport start` as at a terminal, also when its output is a pipe. Arguments: configuration, data directory. */
const [config, dataDir] = process.argv.slice(2);
if (!config || !dataDir) throw new Error('Arguments: a configuration and a data directory.');
process.once('SIGUSR2', () => {
  throw new Error('This is not caught.');
});
try {
  const { env } = process;
  const loaded = await loadConfiguration(config, env);
  await runUntilSignal({
    env,
    loaded,
    config,
    dataDir,
    role: 'all',
    logLevel: 'info',
    banner: true,
  });
  process.exit();
} catch (error) {
  await fail(error);
}
