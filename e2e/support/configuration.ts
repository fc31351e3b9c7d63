import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type LoadedConfiguration,
  loadConfiguration,
  readConfiguration,
} from 'sallyport/config/load.ts';
import type { Configuration } from 'sallyport/config/schema.ts';
import type { TestCertificate } from './certificates.ts';

const shop = fileURLToPath(new URL('../../examples/shop', import.meta.url));

/** Where everything is, in place of the addresses in the example's file. */
export interface Places {
  issuer: string;
  gateway: string;
  decidePort: number;
  internalPort: number;
  managementPort: number;
  orders: string;
  reports: string;
  acme: string;
}

export interface ShopDirectory {
  path: string;
  /** The example's configuration, at these places and with TLS. */
  loaded: LoadedConfiguration;
  /** Writes a changed configuration to a file, for the command line. */
  write(change: (configuration: Configuration) => void): Promise<string>;
  remove(): Promise<void>;
}

/** The example's configuration and page in a directory of their own, moved to these places. */
export async function makeShopDirectory(
  places: Places,
  certificate: TestCertificate,
): Promise<ShopDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'sallyport-e2e-'));
  await writeFile(join(path, 'cert.pem'), certificate.cert);
  await writeFile(join(path, 'key.pem'), certificate.key);
  await copyPage(join(path, 'web'), places.issuer);
  const { configuration } = await loadConfiguration(join(shop, 'sallyport.yaml'), {});
  const moved = move(configuration, places);
  const file = join(path, 'sallyport.yaml');
  return {
    path,
    loaded: readConfiguration(asWritten(moved), { file, env: {} }),
    async write(change) {
      const changed = structuredClone(moved);
      change(changed);
      await writeFile(file, asWritten(changed));
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** A file has the names of an API in all languages under one key. */
const asWritten = ({ apis, ...configuration }: Configuration): string =>
  JSON.stringify({
    ...configuration,
    apis: apis.map(({ name, names, ...api }) => ({ ...api, name: names ?? name })),
  });

/** The landing page names the issuer, which is elsewhere here. */
async function copyPage(target: string, issuer: string): Promise<void> {
  await cp(join(shop, 'web'), target, { recursive: true });
  const landing = join(target, 'landing.html');
  const html = await readFile(landing, 'utf8');
  await writeFile(landing, html.replace('http://localhost:9000', issuer));
}

function move(configuration: Configuration, places: Places): Configuration {
  const moves: [from: string, to: string][] = [
    ['http://localhost:9000', places.issuer],
    ['http://localhost:8080', places.gateway],
    ['localhost:8080', new URL(places.gateway).host],
    ['http://127.0.0.1:7001', places.orders],
    ['http://127.0.0.1:7002', places.reports],
    ['http://localhost:9100', places.acme],
  ];
  const rewrite = (_key: string, value: unknown) => {
    if (typeof value !== 'string') return value;
    const move = moves.find(([from]) => value.startsWith(from));
    return move ? move[1] + value.slice(move[0].length) : value;
  };
  const moved = JSON.parse(JSON.stringify(configuration), rewrite) as Configuration;
  const certificate = { cert: 'cert.pem', key: 'key.pem' };
  const isLocal = new URL(places.issuer).hostname === 'localhost';
  const here = (url: string) => `127.0.0.1:${new URL(url).port}`;
  const written = {
    ...moved,
    // As it is written, an API has one `name`, in one language or in several.
    apis: moved.apis.map(({ names, ...api }) => ({ ...api, name: names ?? api.name })),
    issuer: {
      ...moved.issuer,
      url: places.issuer,
      listen: here(places.issuer),
      internal: { listen: `127.0.0.1:${places.internalPort}` },
    },
    gateway: {
      ...moved.gateway,
      url: places.gateway,
      listen: here(places.gateway),
      decide_port: places.decidePort,
    },
    management: { listen: `127.0.0.1:${places.managementPort}` },
    console: { enabled: true, changes: { max_age: 3600 } },
    // A development machine shows its mails, on plain HTTP. Elsewhere registering needs a server: one
    // that takes none.
    ...(isLocal
      ? {}
      : {
          tls: { issuer: certificate, gateway: certificate },
          email: { from: 'shop@example.test', smtp: 'smtp://127.0.0.1:9' },
        }),
  };
  return written as unknown as Configuration;
}
