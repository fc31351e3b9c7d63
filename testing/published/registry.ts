import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../ports.ts';
import { until } from '../until.ts';
import { npm } from './npm.ts';

const installed = join(import.meta.dirname, '../../node_modules/.sallyport-registry');

/** A registry of npm packages on this machine. */
export interface Registry {
  url: string;
  /** For npm: publishes here, and finds here what it is asked for. */
  env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/** Downloads it once. Some registries lack the tag `cjs` of node-fetch, which it asks for. */
async function install(): Promise<void> {
  await mkdir(installed, { recursive: true });
  const manifest = {
    private: true,
    dependencies: { verdaccio: '6.10.4' },
    overrides: { 'node-fetch': '2.7.0' },
  };
  await writeFile(join(installed, 'package.json'), JSON.stringify(manifest));
  await npm(installed, 'install', '--ignore-scripts', '--no-audit', '--no-fund');
}

/** Packages that it does not have come from the registry that npm uses on this machine. */
export async function startRegistry(): Promise<Registry> {
  await install();
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-registry-'));
  const at = (name: string) => join(directory, name);
  const port = await freePort();
  const uplink = (await npm(directory, 'config', 'get', 'registry')).trim();
  const configuration = {
    storage: at('storage'),
    uplinks: { npm: { url: uplink, timeout: '60s', maxage: '60m' } },
    packages: {
      '@sallyport/*': { access: '$all', publish: '$all' },
      sallyport: { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'npm' },
    },
    max_body_size: '50mb',
    log: { type: 'file', path: at('log'), level: 'warn' },
  };
  // JSON is YAML.
  await writeFile(at('config.yaml'), JSON.stringify(configuration));
  const program = join(installed, 'node_modules/verdaccio/bin/verdaccio');
  const address = `http://localhost:${port}`;
  const child = spawn(
    process.execPath,
    [program, '--config', at('config.yaml'), '--listen', address],
    {
      stdio: 'ignore',
    },
  );
  const ended = once(child, 'close');
  // npm does not publish without a token; this registry takes any.
  await writeFile(at('npmrc'), `//localhost:${port}/:_authToken=any\n`);
  await answers(address, ended);
  return {
    url: address,
    env: {
      ...process.env,
      npm_config_registry: `${address}/`,
      npm_config_userconfig: at('npmrc'),
      npm_config_cache: at('cache'),
    },
    async close() {
      child.kill();
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}

async function answers(url: string, ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  await until(async () => {
    if (over) throw new Error('The registry ended.');
    const response = await fetch(`${url}/-/ping`).catch(() => null);
    return response?.ok === true;
  });
}
