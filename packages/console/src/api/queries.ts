import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './problem.ts';

/** What is refused stays refused; what did not arrive, or found no issuer, is asked for again. */
const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && [0, 502, 503, 504].includes(error.problem.status);

/** A list that was read far down is not read again whole because its window was looked away from. */
const maxReadAgain = 3;

const isShort = ({ state }: { state: { data: unknown } }): boolean => {
  const pages = (state.data as { pages?: unknown[] } | undefined)?.pages;
  return (pages?.length ?? 0) <= maxReadAgain;
};

/** What one may do has changed since it was read: it is read again, and the console shows what is left. */
function onError(error: unknown): void {
  if (error instanceof ApiError && error.problem.status === 403) {
    void queryClient.invalidateQueries({ queryKey: ['session'] });
  }
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && isPassing(error),
      staleTime: 5_000,
      refetchOnWindowFocus: isShort,
      refetchOnMount: isShort,
      refetchOnReconnect: isShort,
    },
    mutations: { retry: false },
  },
});
