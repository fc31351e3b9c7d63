export interface Span {
  /** Hundredths of the whole. */
  from: number;
  width: number;
}

export interface Lifetime {
  created_at: string;
  retired_at: string | null;
}

/** Where each lifetime lies between the beginning of the first one and now. */
export function spansOf(lifetimes: readonly Lifetime[], now: Date): Span[] {
  const begin = Math.min(...lifetimes.map((each) => Date.parse(each.created_at)));
  const whole = Math.max(1, now.getTime() - begin);
  const at = (time: number) => (Math.min(Math.max(0, time - begin), whole) / whole) * 100;
  return lifetimes.map(({ created_at: created, retired_at: retired }) => {
    const from = at(Date.parse(created));
    return { from, width: Math.max(1, at(retired ? Date.parse(retired) : now.getTime()) - from) };
  });
}
