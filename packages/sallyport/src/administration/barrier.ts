/** What `Sallyport-Barrier` says: how long a change waited, and for whom. */
export interface Barrier {
  /** Milliseconds. */
  waited: number;
  gateways: number;
  acknowledged: number;
}

/** Of `waited=8, gateways=3, acknowledged=3`; null for anything else. */
export function readBarrier(header: string | null): Barrier | null {
  const fields = /^waited=(\d+), gateways=(\d+), acknowledged=(\d+)$/.exec(header ?? '');
  if (!fields) return null;
  const [waited, gateways, acknowledged] = fields.slice(1).map(Number) as [number, number, number];
  return { waited, gateways, acknowledged };
}

/** Empty where nothing had to be waited for. */
export function barrierSentence(header: string | null): string {
  const barrier = readBarrier(header);
  if (!barrier || barrier.gateways === 0) return '';
  const { waited, gateways, acknowledged } = barrier;
  const obeyed = `Obeyed by ${acknowledged} of ${gateways} gateways in ${waited} ms.`;
  return acknowledged === gateways
    ? obeyed
    : `${obeyed} The others have no lease, and refuse requests until they have caught up.`;
}
