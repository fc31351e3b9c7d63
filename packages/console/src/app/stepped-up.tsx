import { useTexts } from '../texts/texts.ts';
import { Page } from '../ui/page.tsx';

export function SteppedUp() {
  const texts = useTexts().stepUp;
  return (
    <Page title={texts.done}>
      <p>{texts.doneText}</p>
    </Page>
  );
}
