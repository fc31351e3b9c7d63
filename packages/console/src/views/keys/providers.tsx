import { useMutation, useQuery } from '@tanstack/react-query';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import { ApiError } from '../../api/problem.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Copy } from '../../ui/copy.tsx';
import { Confirm, useDialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Empty, Loading, Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { ProviderDialog } from './provider-dialog.tsx';
import { providersQuery } from './providers-query.ts';

type Provider = Item<'/providers'>;

/** The providers that people sign in at, each with a test. */
export function Providers() {
  const texts = useTexts().providers;
  const may = useMay<'POST /providers' | 'PATCH /providers/{id}' | 'DELETE /providers/{id}'>(
    'providers:write',
  );
  const { open, show, close } = useDialog<'add'>();
  const { data, error, refetch } = useQuery(providersQuery);
  return (
    <Section
      title={texts.title}
      lead={texts.lead}
      actions={may && <Button onPress={() => show('add')}>{texts.add}</Button>}
    >
      {open && <ProviderDialog onClose={close} />}
      {error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={2} />
      ) : data.length === 0 ? (
        <Empty title={texts.none} text={texts.noneText} />
      ) : (
        data.map((provider) => (
          <ProviderPanel
            key={provider.id}
            provider={provider}
            mayChange={may && !provider.declared}
          />
        ))
      )}
    </Section>
  );
}

function ProviderPanel({ provider, mayChange }: { provider: Provider; mayChange: boolean }) {
  const texts = useTexts();
  const mayTest = useMay<'POST /providers/{id}/test'>('providers:read');
  const { id, name, type, issuer, domains, hidden, declared } = provider;
  const test = useMutation({
    mutationFn: async () =>
      bodyOf(await api.POST('/providers/{id}/test', { params: { path: { id } } })),
  });
  return (
    <div className="panel provider">
      <div className="item">
        <span className="item-name">{name}</span>
        <code className="quiet">{type}</code>
        <code className="quiet small">{issuer}</code>
        {declared && <Badge>{texts.common.declared}</Badge>}
        {hidden && <Badge>{texts.providers.hidden}</Badge>}
        {domains.map((domain) => (
          <Badge key={domain}>@{domain}</Badge>
        ))}
        {mayTest && (
          <Button size="small" isPending={test.isPending} onPress={() => test.mutate()}>
            {texts.providers.test}
          </Button>
        )}
        {mayChange && <ProviderActions provider={provider} />}
      </div>
      {/* Read out as it comes. */}
      <div aria-live="polite">
        {test.error && <ErrorNote error={test.error} />}
        {test.data && (
          <div className="provider-test">
            <p>
              {test.data.failure === null ? (
                <Badge kind="good">{texts.providers.works}</Badge>
              ) : (
                <Badge kind="bad">{texts.providers.fails}</Badge>
              )}{' '}
              {test.data.failure ?? texts.providers.worksText}
            </p>
            {test.data.leads_to && (
              <p className="quiet small">
                {texts.providers.leadsTo} <code>{test.data.leads_to}</code>
              </p>
            )}
            <p className="quiet small">
              {texts.providers.redirectUri} <code>{test.data.redirect_uri}</code>{' '}
              <Copy text={test.data.redirect_uri} />
            </p>
          </div>
        )}
      </div>
    </div>
  );
}

function ProviderActions({ provider: { id, name } }: { provider: Provider }) {
  const texts = useTexts();
  const { open, show, close } = useDialog<'change' | 'delete' | 'force'>();
  const params = { path: { id } };
  const { data } = useQuery({
    queryKey: ['providers', 'one', id],
    queryFn: async ({ signal }) => {
      const answer = await api.GET('/providers/{id}', { signal, params });
      return { provider: bodyOf(answer), etag: answer.response.headers.get('etag') ?? '*' };
    },
    // Of one that is being deleted it would be read again, and not be there.
    enabled: open === 'change',
  });
  const remove = useAction({
    run: () =>
      api.DELETE('/providers/{id}', {
        params: { ...params, query: { force: open === 'force' ? 'true' : 'false' } },
      }),
    done: () => fill(texts.providers.deleted, { name }),
    changes: [['providers']],
    onDone: close,
  });
  return (
    <>
      <Button size="small" onPress={() => show('change')}>
        {texts.providers.change}
      </Button>
      <Button size="small" onPress={() => show('delete')}>
        {texts.providers.delete}
      </Button>
      {open === 'change' && data && <ProviderDialog stored={data} onClose={close} />}
      {(open === 'delete' || open === 'force') && (
        <Confirm
          title={fill(texts.providers.deleteTitle, { name })}
          text={open === 'force' ? texts.providers.forceText : texts.providers.deleteText}
          submit={texts.providers.delete}
          isPending={remove.isPending}
          onConfirm={() =>
            remove.mutate(undefined, { onError: (error) => isOnlyWay(error) && show('force') })
          }
          onClose={close}
        />
      )}
    </>
  );
}

/** Some people have no other way in: it says so, and asks again. */
const isOnlyWay = (error: unknown): boolean =>
  error instanceof ApiError && error.problem.status === 409;
