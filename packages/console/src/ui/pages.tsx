import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNote } from './error-note.tsx';
import { More } from './more.tsx';
import { Loading } from './page.tsx';

interface PagesProps<Item> {
  query: UseInfiniteQueryResult<{ pages: { items: Item[] }[] }>;
  /** What is shown instead of no items. */
  empty: ReactNode;
  children(items: Item[]): ReactNode;
}

/** A list in pages in each of its states: on its way, failed, empty, there, and with more to come. */
export function Pages<Item>({ query, empty, children }: PagesProps<Item>) {
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.error && items.length === 0) {
    return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.isPending) return <Loading />;
  return (
    <>
      {/* A page may be empty, and others follow: those are on their way then. */}
      {items.length > 0 ? children(items) : !query.hasNextPage && empty}
      {query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.fetchNextPage()} />
      ) : (
        <More
          hasMore={query.hasNextPage}
          isLoading={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
    </>
  );
}
