import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type HostileServer,
  misbehaviours,
  startHostileServer,
} from '../../../../testing/hostile-server.ts';
import { IssuerClient, IssuerUnavailable } from './issuer-client.ts';

let hostile: HostileServer;
let issuer: IssuerClient;

beforeAll(async () => {
  hostile = await startHostileServer();
  issuer = new IssuerClient({
    endpoints: [hostile.url],
    credentials: { id: 'sallyport-gateway', secret: 's' },
    limits: { issuerTimeout: 300 },
    log: pino({ level: 'silent' }),
    chance: () => 1,
  });
});

afterAll(async () => {
  await issuer.close();
  await hostile.close();
});

/** It neither decompresses nor follows: these two are answers, though not of use. */
const answered = ['/no-gzip', '/redirect'];

test.each(misbehaviours.filter((path) => !answered.includes(path)))(
  'an issuer that answers by %s has not answered',
  async (path) => {
    const before = hostile.sent();
    hostile.aliases.set('/token', path);
    const call = issuer.postForm('/token', {}, { id: 'shop', secret: 's' });
    await expect(call).rejects.toBeInstanceOf(IssuerUnavailable);
    // It is asked twice, as other nodes would be, and each answer is read up to 32 MiB.
    expect(hostile.sent() - before).toBeLessThan(96 * 1024 * 1024);
  },
);
