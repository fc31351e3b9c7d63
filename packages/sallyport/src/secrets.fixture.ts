import { createHash } from 'node:crypto';
import { issuerSecrets } from './secrets.ts';

/** Makes or reads the secret of the directory in its arguments, when it is told to. */
process.once('message', async () => {
  const { secret } = await issuerSecrets({
    env: {},
    dataDir: process.argv[2] ?? '',
    ifMissing: 'make one',
  });
  process.send?.(createHash('sha256').update(secret).digest('hex'), () => process.exit());
});
process.send?.('ready');
