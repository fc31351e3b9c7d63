/**
 * `npm run docs` builds the site and serves it, search included; `npm run docs -- --watch` shows
 * pages while they are written. `npm run build` calls it with `--build`.
 */

process.env['ASTRO_TELEMETRY_DISABLED'] = '1';
const { build, dev, preview } = await import('astro');

const root = import.meta.dirname;
const has = (flag: string) => process.argv.includes(flag);

if (has('--watch')) {
  await dev({ root });
} else {
  // What is kept of the last build knows nothing of a changed plugin.
  await build({ root, logLevel: 'error', force: true });
  if (!has('--build')) await preview({ root });
}
