import { useRouter } from '@tanstack/react-router';
import { useTexts } from '../texts/texts.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { Page } from '../ui/page.tsx';

/** A view that threw: the frame stays, and the view can be tried again. */
export function RouteError({ error }: { error: unknown }) {
  const router = useRouter();
  const texts = useTexts().frame;
  return (
    <Page title={texts.failed}>
      <ErrorNote error={error} onRetry={() => void router.invalidate()} />
    </Page>
  );
}
