/**
 * What stands around Sallyport in the example, in one process: the two services and Acme ID.
 * It tells its parent `{ ready: true, about }` or `{ error }`, and ends when the parent does.
 */
import { about } from '../about.ts';
import { startAcme } from '../acme/provider.ts';
import type { Running } from './listen.ts';
import { startOrders } from './orders.ts';
import { startReports } from './reports.ts';

const issuer = process.env['SHOP_ISSUER'] ?? 'http://localhost:9000';
const shop = process.env['SHOP_URL'] ?? 'http://localhost:8080';

const running: Running[] = [];

async function start(): Promise<void> {
  // The services need no issuer to start: they ask for its keys at the first request.
  running.push(
    await startOrders({
      port: 7001,
      issuer,
      landing: `${shop}/landing.html`,
      // As sallyport.yaml has it; a real API server reads it from where it keeps its secrets.
      clientId: 'shop-api',
      clientSecret: process.env['SHOP_API_SECRET'] ?? 'dev-secret-of-the-shop-api-server-0001',
      reports: {
        url: 'http://127.0.0.1:7002',
        clientId: 'orders-service',
        clientSecret:
          process.env['SHOP_ORDERS_SERVICE_SECRET'] ?? 'dev-secret-of-the-orders-service-00001',
      },
    }),
  );
  running.push(await startReports({ port: 7002, issuer }));
  running.push(
    await startAcme({
      port: 9100,
      url: 'http://localhost:9100',
      redirectUri: `${issuer}/federation/acme/callback`,
    }),
  );
}

async function stop(): Promise<void> {
  await Promise.all(running.splice(0).map((one) => one.close()));
}

for (const event of ['disconnect', 'SIGTERM', 'SIGINT']) {
  process.once(event, () => void stop().then(() => process.exit()));
}

try {
  await start();
  process.send?.({ ready: true, about: about() });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.exitCode = 1;
  if (process.send) process.send({ error: message }, () => process.disconnect?.());
  else console.error(message);
  await stop();
}
