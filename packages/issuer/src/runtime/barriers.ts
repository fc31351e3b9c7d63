import { AsyncLocalStorage } from 'node:async_hooks';

/** How long a change waited for gateways, and for how many of them. */
export interface BarrierOutcome {
  waitedMs: number;
  gateways: number;
  /** Those that acknowledged it. The leases of the others have run out, or it was not waited for them. */
  acknowledged: number;
}

const current = new AsyncLocalStorage<BarrierOutcome[]>();

/** Keeps what the changes that `work` makes waited for. */
export const withBarriers = <T>(seen: BarrierOutcome[], work: () => T): T =>
  current.run(seen, work);

/** Outside of such work it is told to no one. */
export const noteBarrier = (outcome: BarrierOutcome): void => {
  current.getStore()?.push(outcome);
};

/** `Sallyport-Barrier`: a dictionary of RFC 9651, section 3.2. Null where nothing waited. */
export function barrierHeader(seen: readonly BarrierOutcome[]): string | null {
  if (seen.length === 0) return null;
  const waited = seen.reduce((sum, { waitedMs }) => sum + waitedMs, 0);
  const gateways = Math.max(...seen.map((each) => each.gateways));
  const acknowledged = Math.min(...seen.map((each) => each.acknowledged));
  return `waited=${Math.round(waited)}, gateways=${gateways}, acknowledged=${acknowledged}`;
}
