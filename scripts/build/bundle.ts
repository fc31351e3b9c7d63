import { type InputOptions, type OutputChunk, rolldown } from 'rolldown';

/** A program for Node with all that it imports, as one file. */
export async function bundle(options: InputOptions): Promise<OutputChunk> {
  await using build = await rolldown({ ...options, platform: 'node' });
  const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
  return output[0];
}
