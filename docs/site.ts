/** `npm run docs` shows the documentation; `npm run build` calls it with `--build`. */
import { parseArgs } from 'node:util';

const usage = `npm run docs -- [options]

Builds the documentation as a site and serves it, with its search.

  --watch  show pages while they are written, without the search
  --build  build docs/dist, and serve nothing
  --help   this text
`;

const { watch, build: buildOnly } = readOptions();

process.env['ASTRO_TELEMETRY_DISABLED'] = '1';
const { build, dev, preview } = await import('astro');

const root = import.meta.dirname;

if (watch) {
  await dev({ root });
} else {
  // What is kept of the last build knows nothing of a changed plugin.
  await build({ root, logLevel: 'error', force: true });
  if (!buildOnly) await preview({ root });
}

function readOptions() {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ options: { watch: flag, build: flag, help: flag } });
    if (!values.help) return values;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}
