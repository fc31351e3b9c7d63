import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import pino from 'pino';
import { gatewaySecrets } from 'sallyport/secrets.ts';
import { Metrics } from '../../packages/base/src/metrics/metrics.ts';
import { createGateway } from '../../packages/gateway/src/gateway.ts';
import { gatewayClientId } from '../../packages/protocol/src/internal.ts';
import { prepareNetwork } from './network.ts';
import type { Shop } from './system.ts';

export interface FurtherGateway {
  url: string;
  /** Its connection to the issuer; the other gateway's is another. */
  line: Line;
  close(): Promise<void>;
}

/** A second gateway of the same installation, which reaches the issuer by a line of its own. */
export async function startFurtherGateway({
  issuer,
  internalPort,
  env,
}: Shop): Promise<FurtherGateway> {
  const { cert, key } = await prepareNetwork();
  const line = await openLine(internalPort);
  const { gatewaySecret, cookieKeys } = gatewaySecrets(env);
  const log = pino({ level: 'silent' });
  const gateway = createGateway(
    {
      name: 'two',
      url: 'https://two.example.test',
      listen: { host: '127.0.0.1', port: 0 },
      decide: { host: '127.0.0.1', port: 0 },
      tls: { cert, key },
      issuerUrl: issuer,
      issuerEndpoints: [`http://127.0.0.1:${line.port}`],
      client: { id: gatewayClientId, secret: gatewaySecret },
      cookieKeys,
      applications: [],
    },
    {
      log,
      accessLog: { write() {}, all: true },
      metrics: new Metrics(),
      clock: { monotonic: () => performance.now(), wall: () => Date.now() },
      random: randomBytes,
    },
  );
  const { port } = await gateway.start();
  return {
    url: `https://two.example.test:${port}`,
    line,
    async close() {
      await gateway.close();
      await line.close();
    },
  };
}

interface Line {
  port: number;
  /** Ends what is open, and refuses what is new. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Passes on bytes to a port of this machine, until it is cut. */
async function openLine(target: number): Promise<Line> {
  let isCut = false;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
      endAll();
    },
    mend() {
      isCut = false;
    },
    async close() {
      server.close();
      endAll();
      await once(server, 'close');
    },
  };
}
