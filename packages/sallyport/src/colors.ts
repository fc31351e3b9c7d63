import pico from 'picocolors';

/** For people at a terminal who did not ask for none. By itself picocolors colours wherever `CI` is set, pipes too. */
export const colors = pico.createColors(
  pico.isColorSupported && (process.stdout.isTTY || process.env['FORCE_COLOR'] !== undefined),
);
