/** `npm start`: Sallyport with the shop around it. Takes the options of `sallyport start`. */
import { enableCompileCache } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

enableCompileCache();
const { loadConfiguration } = await import('sallyport/config/load.ts');
const { runInForeground } = await import('sallyport/foreground.ts');
const { fail } = await import('sallyport/run.ts');
const { about } = await import('./about.ts');
const { startServices } = await import('./services/start.ts');

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
