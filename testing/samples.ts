/**
 * Tests whose figure is a sample take a fifth of it, or all with `SAMPLES=all`: what they compare is the
 * same in each part, and all parts are minutes of a processor.
 */
export const samples = <Part>(parts: readonly Part[]): readonly Part[] =>
  process.env['SAMPLES'] === 'all' ? parts : parts.slice(0, Math.ceil(parts.length / 5));
