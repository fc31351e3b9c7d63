import { api } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { useAction } from '../../ui/use-action.ts';

/** Whether new keys are to be made, or which one is to be withdrawn. */
export type Asked = 'rotate' | { kid: string; signs: boolean };

/** Before keys are made or withdrawn. */
export function KeyDialog({ asked, onClose }: { asked: Asked; onClose(): void }) {
  const texts = useTexts().keys;
  const rotates = asked === 'rotate';
  const act = useAction({
    run: () =>
      rotates
        ? api.POST('/keys/rotate', { body: {} })
        : api.POST('/keys/{kid}/withdraw', { params: { path: { kid: asked.kid } } }),
    done: () => (rotates ? texts.rotated : texts.withdrawn),
    changes: [['keys']],
    onDone: onClose,
  });
  return (
    <Confirm
      title={rotates ? texts.rotate : fill(texts.withdrawTitle, { kid: asked.kid.slice(0, 16) })}
      text={rotates ? texts.rotateText : asked.signs ? texts.withdrawSigning : texts.withdrawText}
      submit={rotates ? texts.rotate : texts.withdraw}
      isPending={act.isPending}
      onConfirm={() => act.mutate()}
      onClose={onClose}
    />
  );
}
