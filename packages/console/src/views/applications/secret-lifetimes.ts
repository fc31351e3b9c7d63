import type { Lifetime } from '../../ui/span.ts';

interface ClientEvent {
  at: string;
  action: string;
}

/**
 * When each secret of a client was made and ended, the newest first, by what the audit log tells of it.
 *
 * @param events the newest first, as the log has them
 * @param valid how many are valid: an older log may not have told of them
 */
export function lifetimesOf(events: readonly ClientEvent[], valid: number): Lifetime[] {
  const lifetimes: Lifetime[] = [];
  /** All but the newest ones end. */
  const endBut = (kept: number, at: string): void => {
    for (const lifetime of lifetimes.slice(kept)) lifetime.retired_at ??= at;
  };
  for (const { at, action } of events.toReversed()) {
    if (action === 'client.create' || action === 'client.rotate_secret') {
      lifetimes.unshift({ created_at: at, retired_at: null });
      endBut(2, at);
    } else if (action === 'client.end_former_secret') endBut(1, at);
  }
  const open = lifetimes.filter((lifetime) => lifetime.retired_at === null);
  return open.length > valid ? [] : lifetimes;
}
