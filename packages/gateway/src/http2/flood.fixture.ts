import { expect, onTestFinished } from 'vitest';
import type { Limits, ProxySettings } from '../settings.ts';
import { createWorld, type World } from '../testing/gateway.fixture.ts';
import { PendingUpstream } from '../testing/pending-upstream.fixture.ts';
import { ask2, connectTls, tlsSettings } from './asking.fixture.ts';
import { FrameConnection } from './frames.fixture.ts';

/** RFC 9113, section 7. */
export const errors = {
  none: 0,
  protocol: 1,
  internal: 2,
  streamClosed: 5,
  frameSize: 6,
  cancel: 8,
  calm: 11,
} as const;

export const mebibyte = 1024 * 1024;

export interface Flooded {
  world: World;
  /** Answers nothing by itself, but `/api/ok`. */
  upstream: PendingUpstream;
  attacker: FrameConnection;
  /**
   * The attacker's connection has ended, for one of these reasons where it could still be read: what it
   * went on sending may have reset the connection before.
   */
  isCutOff(...codes: number[]): Promise<void>;
  /** Another caller is served as ever. */
  othersAreServed(): Promise<void>;
}

interface Options {
  /** The attacker's own, in its first frame. */
  settings?: readonly [id: number, value: number][];
  limits?: Partial<Limits>;
  proxies?: ProxySettings;
}

/** A gateway and one who attacks it. */
export async function startFlooded({
  settings = [],
  limits = {},
  proxies,
}: Options = {}): Promise<Flooded> {
  const upstream = new PendingUpstream();
  const world = await createWorld({
    settings: { ...(await tlsSettings()), limits, ...(proxies && { proxies }) },
    upstream: (request, response) => {
      if (request.url === '/api/ok') response.end('ok');
      else upstream.listener(request, response);
    },
  });
  const attacker = await FrameConnection.open(world.port, ...settings);
  onTestFinished(async () => {
    attacker.close();
    upstream.stop();
    await world.close();
  });
  return {
    world,
    upstream,
    attacker,
    async isCutOff(...codes) {
      expect([...codes, null]).toContain(await attacker.goaway());
      await attacker.end();
    },
    async othersAreServed() {
      const session = connectTls(world.port);
      expect(await ask2(session, '/api/ok')).toMatchObject({ status: 200, text: 'ok' });
      session.close();
    },
  };
}
