import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { base } from '../api/client.ts';
import {
  answer,
  askedNow,
  awaitSignIn,
  type StepUp,
  steppedUpPath,
  subscribe,
} from '../api/step-up.ts';
import { fill, useTexts } from '../texts/texts.ts';
import { FormDialog } from '../ui/dialog.tsx';
import { sessionQuery } from './session.ts';

/** Shown while a change waits for its person to sign in again. */
export function StepUpDialog() {
  const asked = useSyncExternalStore(subscribe, askedNow);
  const texts = useTexts().stepUp;
  const { data: session } = useQuery(sessionQuery);
  const email = session?.signedIn ? session.user.email : undefined;
  const client = useQueryClient();
  useEffect(() => {
    if (!asked) return;
    return awaitSignIn(() => {
      answer(true);
      // It may be another person who has signed in.
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    });
  }, [asked, client]);
  if (!asked) return null;
  const { acrValues, maxAge } = asked;
  return (
    <FormDialog
      title={texts.title}
      onClose={() => answer(false)}
      submit={texts.signIn}
      onSubmit={() => openSignIn(asked, email)}
    >
      <p>
        {acrValues.length > 0 && texts.stronger}{' '}
        {maxAge !== undefined &&
          fill(texts.recent, { minutes: Math.max(1, Math.round(maxAge / 60)) })}
      </p>
      <p className="quiet">{texts.kept}</p>
    </FormDialog>
  );
}

function openSignIn({ acrValues, maxAge }: StepUp, email: string | undefined): void {
  const wishes = new URLSearchParams({
    return_to: base + steppedUpPath,
    ui_locales: document.documentElement.lang,
    ...(email !== undefined && { login_hint: email }),
    ...(acrValues.length > 0 && { acr_values: acrValues.join(' ') }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
  });
  window.open(`${base}auth/login?${wishes}`, 'sallyport-step-up', 'popup,width=520,height=760');
}
