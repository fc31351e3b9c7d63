import type { Applied } from '@sallyport/issuer/configuration/apply.service.ts';

/** What a start applied, for one line of the log: how much. What it was is in the audit log. */
export function appliedInShort({ changed, summary, given, taken, takenOver, drift }: Applied) {
  return {
    changed,
    added: summary.added.length,
    updated: summary.changed.length,
    removed: summary.removed.length,
    given: given.length,
    taken: taken.length,
    takenOver: takenOver?.length ?? 0,
    drift: drift?.length ?? 0,
  };
}
