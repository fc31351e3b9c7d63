import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm, useDialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Loading, Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { UserDetails } from './users.ts';

/** By what a person proves who they are: second factors, passkeys, accounts at providers. */
export function SignInSection({ user }: { user: UserDetails }) {
  const { id } = user;
  const texts = useTexts().signIn;
  const may = useMay<'DELETE /users/{id}/factors' | 'DELETE /users/{id}/passkeys/{passkey}'>(
    'users:write',
  );
  const { open, show, close } = useDialog<'reset'>();
  const query = useQuery({
    queryKey: ['users', id, 'sign-in'],
    queryFn: async ({ signal }) => {
      const init = { signal, params: { path: { id } } };
      const [factors, passkeys, identities] = await Promise.all([
        api.GET('/users/{id}/factors', init),
        api.GET('/users/{id}/passkeys', init),
        api.GET('/users/{id}/identities', init),
      ]);
      return {
        factors: bodyOf(factors),
        passkeys: bodyOf(passkeys).items,
        identities: bodyOf(identities).items,
      };
    },
  });
  const reset = useAction({
    run: () => api.DELETE('/users/{id}/factors', { params: { path: { id } } }),
    done: () => fill(texts.resetDone, { name: user.name }),
    changes: [['users', id]],
    onDone: close,
  });
  const removePasskey = useAction<{ passkey: string; name: string }>({
    run: ({ passkey }) =>
      api.DELETE('/users/{id}/passkeys/{passkey}', { params: { path: { id, passkey } } }),
    done: ({ name }) => fill(texts.passkeyRemoved, { name }),
    changes: [['users', id]],
  });
  const { data } = query;
  const hasFactors = data && (data.factors.totp || data.factors.recovery_codes > 0);
  return (
    <Section
      title={texts.title}
      lead={texts.lead}
      actions={
        may &&
        hasFactors && (
          <Button size="small" onPress={() => show('reset')}>
            {texts.reset}
          </Button>
        )
      }
    >
      {query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : !data ? (
        <Loading rows={2} />
      ) : (
        <ul className="panel items">
          {!hasFactors && data.passkeys.length + data.identities.length === 0 && (
            <li className="item quiet">{texts.none}</li>
          )}
          {data.factors.totp && <li className="item">{texts.totp}</li>}
          {data.factors.recovery_codes > 0 && (
            <li className="item">{fill(texts.codes, { count: data.factors.recovery_codes })}</li>
          )}
          {data.passkeys.map(({ id: passkey, name, synced, last_used_at: usedAt }) => (
            <li key={passkey} className="item">
              <span className="item-name">{name}</span>
              <Badge>{texts.passkey}</Badge>
              {synced && <Badge>{texts.synced}</Badge>}
              {usedAt && (
                <span className="quiet small">
                  {texts.used} <Moment at={usedAt} />
                </span>
              )}
              {may && (
                <Button
                  size="small"
                  kind="quiet"
                  onPress={() => removePasskey.mutate({ passkey, name })}
                >
                  {texts.remove}
                </Button>
              )}
            </li>
          ))}
          {data.identities.map(({ id: identity, provider, issuer, subject, linked_at: at }) => (
            <li key={identity} className="item">
              <span className="item-name">{provider ?? issuer}</span>
              <code className="quiet">{subject}</code>
              <span className="quiet small">
                {texts.linked} <Moment at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {open === 'reset' && (
        <Confirm
          title={fill(texts.resetTitle, { name: user.name })}
          text={texts.resetText}
          submit={texts.reset}
          isPending={reset.isPending}
          onConfirm={() => reset.mutate()}
          onClose={close}
        />
      )}
    </Section>
  );
}
