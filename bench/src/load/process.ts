import type { Failure } from '../contender.ts';
import { generate, type Load, type Measured } from './generator.ts';

/** The generator in a process of its own: one `Load` in, `warm` and then the result out. */
export interface Warm {
  warm: true;
}
export interface Result {
  measured: Measured;
}

const report = (message: Warm | Result | Failure) => process.send!(message);

process.once('disconnect', () => process.exit());
process.on('message', async (load: Load) => {
  try {
    report({ measured: await generate(load, () => report({ warm: true })) });
  } catch (error) {
    report({ failed: error instanceof Error ? error.message : String(error) });
  }
});
