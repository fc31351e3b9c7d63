import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm, useDialog } from '../../ui/dialog.tsx';
import { Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { ClientDetails } from './clients.ts';
import { Copied } from './copied.tsx';
import { SecretTimes } from './secret-times.tsx';

/** A new secret beside the one in use, and the end of that one once the application has the new one. */
export function SecretsSection({ client }: { client: ClientDetails }) {
  const { id, name, secrets } = client;
  const texts = useTexts().secrets;
  const wizard = useTexts().wizard;
  const { open, show, close } = useDialog<'end'>();
  const [made, setMade] = useState<string | null>(null);
  const path = { params: { path: { id } } };
  const make = useAction({
    async run() {
      const answer = await api.POST('/clients/{id}/secrets', path);
      setMade(bodyOf(answer).client_secret);
      return answer;
    },
    done: () => fill(texts.made, { name }),
    changes: [['clients']],
  });
  const end = useAction({
    run: () => api.DELETE('/clients/{id}/secrets/former', path),
    done: () => fill(texts.ended, { name }),
    changes: [['clients']],
    onDone: close,
  });
  return (
    <Section
      title={texts.title}
      lead={secrets > 1 ? texts.two : texts.one}
      actions={
        secrets > 1 ? (
          <Button size="small" kind="danger" onPress={() => show('end')}>
            {texts.end}
          </Button>
        ) : (
          <Button size="small" isPending={make.isPending} onPress={() => make.mutate()}>
            {texts.make}
          </Button>
        )
      }
    >
      {made !== null && (
        <>
          <Copied text={made} />
          <p className="quiet small">{wizard.secretNote}</p>
        </>
      )}
      <SecretTimes client={client} />
      {open === 'end' && (
        <Confirm
          title={fill(texts.endTitle, { name })}
          text={texts.endText}
          submit={texts.end}
          isPending={end.isPending}
          onConfirm={() => end.mutate()}
          onClose={close}
        />
      )}
    </Section>
  );
}
