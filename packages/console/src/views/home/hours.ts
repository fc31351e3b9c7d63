import type { Bar } from '../../ui/bars.tsx';

const hour = 3_600_000;
const count = 24;

/** The beginning of the first of the 24 hours that end with this one. */
export const firstHour = (now: Date): Date =>
  new Date(Math.floor(now.getTime() / hour) * hour - (count - 1) * hour);

/** How many of these times are in each of the last 24 hours. @param label how an hour is called */
export function byHour(times: readonly string[], now: Date, label: (hour: Date) => string): Bar[] {
  const first = firstHour(now).getTime();
  const bars = Array.from({ length: count }, (_, index) => ({
    label: label(new Date(first + index * hour)),
    value: 0,
  }));
  for (const time of times) {
    const bar = bars[Math.floor((Date.parse(time) - first) / hour)];
    if (bar) bar.value++;
  }
  return bars;
}
