/** What `Sallyport-Barrier` says of a take-away: how long it waited, and for how many gateways. */
export interface Barrier {
  /** Milliseconds. */
  waited: number;
  gateways: number;
  acknowledged: number;
}

/** Of `waited=8, gateways=3, acknowledged=3`; null for anything else. */
export function readBarrier(header: string | null): Barrier | null {
  if (header === null) return null;
  const fields = Object.fromEntries(
    header.split(',').map((field) => field.trim().split('=') as [string, string]),
  );
  const [waited, gateways, acknowledged] = ['waited', 'gateways', 'acknowledged'].map((name) =>
    Number(fields[name] ?? Number.NaN),
  ) as [number, number, number];
  return [waited, gateways, acknowledged].every(Number.isFinite)
    ? { waited, gateways, acknowledged }
    : null;
}
