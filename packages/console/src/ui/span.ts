export interface Span {
  /** Hundredths of the whole. */
  from: number;
  width: number;
}

export interface Lifetime {
  created_at: string;
  retired_at: string | null;
}

/** Where each key's time lies between the first one's beginning and now. */
export function spansOf(keys: readonly Lifetime[], now: Date): Span[] {
  const begin = Math.min(...keys.map((key) => Date.parse(key.created_at)));
  const whole = Math.max(1, now.getTime() - begin);
  const at = (time: number) => (Math.min(Math.max(0, time - begin), whole) / whole) * 100;
  return keys.map(({ created_at: created, retired_at: retired }) => {
    const from = at(Date.parse(created));
    return { from, width: Math.max(1, at(retired ? Date.parse(retired) : now.getTime()) - from) };
  });
}
