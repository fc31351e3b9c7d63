/** `npm start`: Sallyport with the shop around it. Takes the options of `sallyport start`. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { enableCompileCache } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

enableCompileCache();
const { loadConfiguration } = await import('sallyport/config/load.ts');
const { runInForeground } = await import('sallyport/foreground.ts');
const { fail } = await import('sallyport/run.ts');
const { StartupError } = await import('sallyport/startup-error.ts');
const { about } = await import('./about.ts');

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

try {
  const { values } = parseArgs({
    options: { 'data-dir': { type: 'string', short: 'd', default: '.sallyport' } },
  });
  const file = here('sallyport.yaml');
  await runInForeground({
    loaded: await loadConfiguration(file, process.env),
    config: relative('.', file),
    dataDir: values['data-dir'],
    role: 'all',
    logLevel: 'info',
    screen: true,
    beside: startServices,
  });
  process.exit();
} catch (error) {
  fail(error);
}

/** The services in a process of their own, which ends with this one however this one ends. */
async function startServices() {
  const child = fork(here('services/main.ts'));
  const ended = once(child, 'exit');
  const [answer] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  const { error } = Object(answer) as { error?: string };
  if (error) throw new StartupError(`The shop's services cannot start: ${error}`);
  return {
    about: about(),
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
