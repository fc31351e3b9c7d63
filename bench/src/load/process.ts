import type { Failure } from '../contender.ts';
import { generate, type Load, type Measured } from './generator.ts';
import { runWrk } from './wrk.ts';

/** The generator in a process of its own: one `Load` in, `warm` and then the result out. */
export interface Warm {
  warm: true;
}
export interface Result {
  measured: Measured;
}

/** With a directory for its script, wrk takes the measurement, and our generator the warm-up. */
export interface Order extends Load {
  wrkDirectory: string | null;
}

const report = (message: Warm | Result | Failure) => process.send!(message);

process.once('disconnect', () => process.exit());
process.on('message', async ({ wrkDirectory, ...load }: Order) => {
  const onWarm = () => report({ warm: true });
  try {
    if (wrkDirectory === null) {
      report({ measured: await generate(load, onWarm) });
      return;
    }
    await generate({ ...load, seconds: 0 }, () => undefined);
    onWarm();
    report({ measured: await runWrk({ ...load, directory: wrkDirectory }) });
  } catch (error) {
    report({ failed: error instanceof Error ? error.message : String(error) });
  }
});
