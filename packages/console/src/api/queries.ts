import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './problem.ts';

/** What is refused stays refused; what did not arrive, or found no issuer, is asked for again. */
const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && [0, 502, 503, 504].includes(error.problem.status);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && isPassing(error),
      staleTime: 5_000,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
