import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { queryClient } from '../api/queries.ts';
import { type Language, loadTexts, TextsContext } from '../texts/texts.ts';
import { Toasts } from '../ui/toasts.tsx';
import { LanguageContext } from './language.ts';
import { chooseLanguage } from './preferences.ts';
import { router } from './router.tsx';
import { StepUpDialog } from './step-up-dialog.tsx';

interface ConsoleProps {
  told: Awaited<ReturnType<typeof loadTexts>>;
}

/** Everything that stands around the views. */
export function Console({ told: first }: ConsoleProps) {
  const [told, setTold] = useState(first);
  const change = async (language: Language) => {
    chooseLanguage(language);
    setTold(await loadTexts(language));
  };
  return (
    <TextsContext value={told}>
      <LanguageContext value={change}>
        <I18nProvider locale={told.language === 'de' ? 'de-DE' : 'en-US'}>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
            <Toasts />
            <StepUpDialog />
          </QueryClientProvider>
        </I18nProvider>
      </LanguageContext>
    </TextsContext>
  );
}
