import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import { ask } from '@sallyport/gateway/testing/gateway.fixture.ts';
import { ScriptedIssuer } from '@sallyport/gateway/testing/issuer.fixture.ts';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../../testing/ports.ts';
import { readConfiguration } from '../config/load.ts';
import { startGateway } from './gateway.ts';

/** A gateway's options, and the port that it will answer on. */
async function optionsFor(issuerUrl: string, signal: AbortSignal) {
  const [port, decidePort] = [await freePort(), await freePort()];
  const text = [
    `issuer: { url: "http://127.0.0.1:9", internal: { urls: ["${issuerUrl}"] } }`,
    `gateway: { url: "http://127.0.0.1:${port}", decide_port: ${decidePort} }`,
  ].join('\n');
  const secret = randomBytes(32).toString('hex');
  const options: Parameters<typeof startGateway>[0] = {
    loaded: readConfiguration(text, { file: '/nowhere/sallyport.yaml', env: {} }),
    role: 'gateway',
    dataDir: '/nowhere',
    env: { SALLYPORT_SECRET: secret },
    log: pino({ level: 'silent' }),
    metrics: new Metrics(),
    signal,
  };
  return { options, port };
}

async function startIssuer(): Promise<ScriptedIssuer> {
  const issuer = await new ScriptedIssuer().start();
  onTestFinished(() => issuer.stop());
  return issuer;
}

test('a gateway has a name of its own among the members', async () => {
  const issuer = await startIssuer();
  const { options } = await optionsFor(issuer.url, new AbortController().signal);
  const gateway = await startGateway(options);
  onTestFinished(() => gateway.close());
  expect(issuer.asked('/internal/members')).toMatchObject([
    { name: `${hostname()}:${process.pid}` },
  ]);
});

test('a signal that ends a start does not close a gateway that runs already', async () => {
  const issuer = await startIssuer();
  const stopping = new AbortController();
  const { options, port } = await optionsFor(issuer.url, stopping.signal);
  const gateway = await startGateway(options);
  onTestFinished(() => gateway.close());
  stopping.abort();
  expect((await ask(port, '/nothing')).status).toBe(404);
});

test.each([
  ['before it starts', 0],
  ['while it waits for an issuer', 2],
])('a signal %s gives up', async (_, attempts) => {
  const issuer = await startIssuer();
  issuer.failing.add('/internal/members');
  const stopping = new AbortController();
  const { options } = await optionsFor(issuer.url, stopping.signal);
  if (attempts === 0) stopping.abort();
  const started = startGateway(options);
  const refused = expect(started).rejects.toThrow(/closed before it was ready/i);
  await issuer.until(() => issuer.asked('/internal/members').length >= attempts);
  stopping.abort();
  await refused;
});
