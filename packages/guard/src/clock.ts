/** The one place where the guard asks the machine for the time: milliseconds since 1970. */
export const systemNow = (): number => Date.now();
