/**
 * Tests whose figure is a sample take each fifth of it, or all with `SAMPLES=all`: what they compare is the
 * same in each part, and all parts are minutes of a processor.
 */
export const samples = <Part>(parts: readonly Part[]): readonly Part[] =>
  process.env['SAMPLES'] === 'all' ? parts : parts.filter((_, index) => index % 5 === 0);
