/** `npm start`: Sallyport with the shop around it. */
import { enableCompileCache } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

enableCompileCache();
const { findSupervisor } = await import('sallyport/supervise/worker.ts');
const supervisor = findSupervisor();
if (!supervisor) {
  const { supervise } = await import('sallyport/supervise/supervise.ts');
  process.exit(await supervise());
}
const { loadConfiguration } = await import('sallyport/config/load.ts');
const { runUntilSignal } = await import('sallyport/run-until-signal.ts');
const { fail } = await import('sallyport/run.ts');
const { about } = await import('./about.ts');
const { parseOptions, usage } = await import('./options.ts');
const { startServices } = await import('./services/start.ts');

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

try {
  const { help, ...options } = parseOptions(process.argv.slice(2));
  if (help) {
    process.stdout.write(usage);
    process.exit();
  }
  const file = here('sallyport.yaml');
  await runUntilSignal({
    loaded: await loadConfiguration(file, process.env),
    config: relative('.', file),
    ...options,
    role: 'all',
    banner: true,
    supervisor,
    beside: startShop,
  });
  process.exit();
} catch (error) {
  fail(error);
}

async function startShop() {
  const services = await startServices((sentence) => process.stderr.write(`\n  ${sentence}\n`));
  return { ...services, about: about() };
}
