import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { useDialog } from '../../ui/dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';

/** On each of the lists of people. */
export function InviteButton() {
  const texts = useTexts().invitations;
  const { open, show, close } = useDialog<'invite'>();
  if (!useMay<'POST /invitations'>('users:write here')) return null;
  return (
    <>
      <Button kind="primary" onPress={() => show('invite')}>
        {texts.invite}
      </Button>
      {open === 'invite' && <InviteDialog onClose={close} />}
    </>
  );
}
