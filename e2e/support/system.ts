import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pino from 'pino';
import type { Configuration } from 'sallyport/config/schema.ts';
import { type System, startSystem } from 'sallyport/system.ts';
import { startAcme } from '../../examples/shop/acme/provider.ts';
import { startOrders } from '../../examples/shop/services/orders.ts';
import { startReports } from '../../examples/shop/services/reports.ts';
import { createTestDatabase } from '../../testing/database.ts';
import { freePort } from '../../testing/ports.ts';
import { makeShopDirectory } from './configuration.ts';
import { prepareNetwork } from './network.ts';

export interface Shop {
  /** Origins. The two are different sites. */
  issuer: string;
  shop: string;
  decide: string;
  /** Where gateways ask the issuer. */
  internalPort: number;
  /** The management port: /metrics and /health. */
  management: string;
  orders: string;
  reports: string;
  acme: string;
  /** The service is gone, and its port is closed. */
  stopOrders(): Promise<void>;
  system: System;
  /** DATABASE_URL and SALLYPORT_SECRET, for another part of the same installation. */
  env: Record<string, string>;
  /** The folder with the files of the shop's page. */
  pages: string;
  /** Every line that was logged. */
  logged: string[];
  /** Writes a changed configuration to a file, for the command line. */
  writeConfiguration(change: (configuration: Configuration) => void): Promise<string>;
  close(): Promise<void>;
}

/**
 * The whole example, as it would be deployed: issuer and gateway at two sites over TLS, the services
 * and Acme ID behind them, and a database of its own.
 *
 * @param isLocal as on the machine of a developer instead: plain HTTP at this machine
 */
export async function startShop({ isLocal = false } = {}): Promise<Shop> {
  await using started = new AsyncDisposableStack();
  const certificate = await prepareNetwork();
  const issuerPort = await freePort();
  const gatewayPort = await freePort();
  const decidePort = await freePort();
  const internalPort = await freePort();
  const managementPort = await freePort();
  const acmePort = await freePort();
  const issuer = isLocal
    ? `http://localhost:${issuerPort}`
    : `https://id.sallyport.test:${issuerPort}`;
  const shop = isLocal
    ? `http://localhost:${gatewayPort}`
    : `https://shop.example.test:${gatewayPort}`;
  const acmeUrl = `http://localhost:${acmePort}`;

  const database = await createTestDatabase();
  started.defer(database.drop);
  const reports = await startReports({ port: 0, issuer });
  started.defer(reports.close);
  const orders = await startOrders({
    port: 0,
    issuer,
    landing: `${shop}/landing.html`,
    clientId: 'shop-api',
    clientSecret: shopApiSecret,
    reports: {
      url: reports.url,
      clientId: 'orders-service',
      clientSecret: 'dev-secret-of-the-orders-service-00001',
    },
  });
  started.defer(orders.close);
  const redirectUri = `${issuer}/federation/acme/callback`;
  const acme = await startAcme({ port: acmePort, url: acmeUrl, redirectUri });
  started.defer(acme.close);

  const places = {
    issuer,
    gateway: shop,
    decidePort,
    internalPort,
    managementPort,
    orders: orders.url,
    reports: reports.url,
    acme: acmeUrl,
  };
  const directory = await makeShopDirectory(places, certificate);
  started.defer(directory.remove);
  const env = {
    DATABASE_URL: database.url,
    SALLYPORT_SECRET: randomBytes(48).toString('base64url'),
  };
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void logged.push(line) });
  const { loaded, path: dataDir } = directory;
  const system = await startSystem({ loaded, role: 'all', dataDir, env, log });
  started.defer(system.close);

  const running = started.move();
  return {
    issuer,
    shop,
    decide: `http://127.0.0.1:${decidePort}/decide`,
    internalPort,
    management: `http://127.0.0.1:${managementPort}`,
    orders: orders.url,
    reports: reports.url,
    acme: acmeUrl,
    stopOrders: orders.close,
    system,
    env,
    pages: join(dataDir, 'web'),
    logged,
    writeConfiguration: directory.write,
    close: () => running.disposeAsync(),
  };
}

/** As the example's configuration has it. */
export const shopApiSecret = 'dev-secret-of-the-shop-api-server-0001';
