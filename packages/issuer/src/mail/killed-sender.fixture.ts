/** An issuer that sends what is in the outbox, until it is killed. Argument 1: its settings, as JSON. */
import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import pino from 'pino';
import { createIssuer } from '../issuer.ts';
import { systemClock } from '../runtime/clock.ts';
import { systemRandom } from '../runtime/random.ts';

const { secret, ...settings } = JSON.parse(process.argv[2]!);
const log = pino({ level: 'silent' });
await createIssuer(
  { ...settings, secret: Buffer.from(secret, 'base64') },
  {
    startClock: async () => ({ clock: systemClock, stop() {} }),
    ...{ random: systemRandom, log, accessLog: log, metrics: new Metrics() },
  },
);
