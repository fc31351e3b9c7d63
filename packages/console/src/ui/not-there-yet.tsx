import type { ReactNode } from 'react';
import { ErrorNote } from './error-note.tsx';
import { Loading } from './page.tsx';

interface NotThereYetProps {
  /** Stands above it in any case. */
  above: ReactNode;
  error: Error | null;
  onRetry(): void;
}

/** A page of one thing while that is on its way, or where it could not be read. */
export const NotThereYet = ({ above, error, onRetry }: NotThereYetProps) => (
  <>
    {above}
    {error ? <ErrorNote error={error} onRetry={onRetry} /> : <Loading />}
  </>
);
