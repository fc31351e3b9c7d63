import { Link } from '@tanstack/react-router';
import { useTexts } from '../texts/texts.ts';
import { Page } from '../ui/page.tsx';

export function NotFound() {
  const texts = useTexts().frame;
  return (
    <Page title={texts.notFound} lead={texts.notFoundText}>
      <Link to="/">{texts.home}</Link>
    </Page>
  );
}
