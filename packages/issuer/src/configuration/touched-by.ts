import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { Difference } from '../database/reconcile.ts';

/** Naming more than this costs more than it saves. */
const maxTags = 1000;

/**
 * What is cached and not true any more after an apply. Of what was added nothing is cached yet,
 * whatever it was given. What is evicted need not be asked for again besides.
 */
export function touchedBy(differences: readonly Difference[]): CacheTag[] {
  const added = new Set(
    differences.filter(({ what }) => what === 'added').map(({ subject }) => subject),
  );
  const tags = new Set(
    differences
      .filter(({ subject }) => !added.has(subject))
      .flatMap((difference) => difference.tags),
  );
  const all = [...tags];
  const taken = all.filter((tag) => !tag.startsWith('more:'));
  if (taken.length > maxTags) return ['everything'];
  const given = all.filter((tag) => tag.startsWith('more:') && !tags.has(tag.slice(5) as CacheTag));
  return given.length > maxTags ? [...taken, 'more:everything'] : [...taken, ...given];
}
