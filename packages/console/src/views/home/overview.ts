import { queryOptions } from '@tanstack/react-query';
import type { Answer } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import type { Language } from '../../texts/texts.ts';
import type { Bar } from '../../ui/bars.tsx';
import { formatsOf } from '../../ui/moment.tsx';

export type Overview = Answer<'/overview'>;

/** All that one looks at first, as much of it as one may read. */
export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: async ({ signal }) => bodyOf(await api.GET('/overview', { signal })),
  refetchInterval: 30_000,
});

export const recentQuery = queryOptions({
  queryKey: ['audit', 'recent'],
  queryFn: async ({ signal }) =>
    bodyOf(await api.GET('/audit', { signal, params: { query: { limit: 8 } } })).items,
  refetchInterval: 30_000,
});

/** A bar for each count, named by when it begins. */
export function barsFrom(
  from: string,
  minutes: number,
  counts: readonly number[],
  { language, isBad }: { language: Language; isBad?: boolean },
): Bar[] {
  const { time } = formatsOf(language);
  return counts.map((value, index) => ({
    label: time.format(Date.parse(from) + index * minutes * 60_000),
    value,
    ...(isBad && { isBad }),
  }));
}

export const sum = (counts: readonly number[]): number =>
  counts.reduce((before, count) => before + count, 0);
