/** The only source of time in the issuer; tests hand in one that they move by themselves. */
export interface Clock {
  /** Wall-clock time, for what is written down. */
  now(): Date;
  /** Milliseconds that never run backwards, for measuring waits. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
};

/** NumericDate of RFC 7519: whole seconds since the Unix epoch. */
export const numericDate = (time: Date): number => Math.floor(time.getTime() / 1000);

export const fromNumericDate = (seconds: number): Date => new Date(seconds * 1000);

export const secondsAfter = (time: Date, seconds: number): Date =>
  new Date(time.getTime() + seconds * 1000);
