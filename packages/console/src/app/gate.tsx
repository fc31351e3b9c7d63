import { BrowserError } from '@sallyport/client/browser';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Logo } from '../ui/logo.tsx';
import { Frame } from './frame.tsx';
import {
  enter,
  hasJustSignedOut,
  leave,
  permissionsOf,
  sessionQuery,
  useDelegated,
} from './session.ts';

/** Only people who are signed in and may do something here see the views. */
export function Gate() {
  const { data, error, refetch } = useQuery(sessionQuery);
  const { data: delegated = [], isLoading } = useDelegated();
  const texts = useTexts().gate;
  if (error) {
    const reason = error instanceof BrowserError ? error.message : String(error);
    return (
      <Notice title={texts.unreachable} text={reason}>
        <Button onPress={() => void refetch()}>{texts.again}</Button>
      </Notice>
    );
  }
  if (!data) return null;
  if (!data.signedIn) return <SignedOutNotice error={data.error} />;
  if (permissionsOf(data).size + delegated.length === 0) {
    if (isLoading) return null;
    const who = data.user.email ?? data.user.name ?? data.user.sub;
    return (
      <Notice title={texts.noPermission} text={texts.noPermissionText}>
        <p className="quiet">
          {texts.signedInAs} <strong>{who}</strong>
        </p>
        <Button onPress={() => void leave()}>{texts.signOut}</Button>
      </Notice>
    );
  }
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

/** Leaves for the sign-in by itself, unless that has just failed or the person has just left. */
function SignedOutNotice({ error }: { error: string | null }) {
  const texts = useTexts().gate;
  const [stays] = useState(() => hasJustSignedOut() || error !== null);
  useEffect(() => {
    if (!stays) void enter();
  }, [stays]);
  if (!stays) return null;
  return (
    <Notice
      title={error === null ? texts.signedOut : texts.notSignedIn}
      text={error === null ? texts.signedOutText : `${texts.notSignedInText} (${error})`}
    >
      <Button kind="primary" onPress={() => void enter()}>
        {texts.signIn}
      </Button>
    </Notice>
  );
}

interface NoticeProps {
  title: string;
  text: string;
  children: React.ReactNode;
}

function Notice({ title, text, children }: NoticeProps) {
  return (
    <main className="notice">
      <div className="notice-card">
        <Logo size={36} />
        <h1>{title}</h1>
        <p className="quiet">{text}</p>
        {children}
      </div>
    </main>
  );
}
