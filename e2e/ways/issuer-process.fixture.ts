/** An issuer that listens, until it is killed. Arguments: its settings as JSON, and the port. */
import pino from 'pino';
import { Metrics } from '../../packages/base/src/metrics/metrics.ts';
import { createIssuer } from '../../packages/issuer/src/issuer.ts';
import { systemClock } from '../../packages/issuer/src/runtime/clock.ts';
import { systemRandom } from '../../packages/issuer/src/runtime/random.ts';

const [told, port] = process.argv.slice(2) as [string, string];
const { secret, ...settings } = JSON.parse(told);
const log = pino({ level: 'warn' });
const issuer = await createIssuer(
  { ...settings, secret: Buffer.from(secret, 'base64') },
  {
    startClock: async () => ({ clock: systemClock, stop() {} }),
    ...{ random: systemRandom, log, accessLog: log, metrics: new Metrics() },
  },
);
await issuer.listen({ surface: 'public', host: 'localhost', port: Number(port) });
// Nothing of it outlives the test that started it.
process.once('disconnect', () => process.exit());
process.send!('listening');
