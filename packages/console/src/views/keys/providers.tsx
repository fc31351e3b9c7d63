import { useMutation, useQuery } from '@tanstack/react-query';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Copy } from '../../ui/copy.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Empty, Loading, Section } from '../../ui/page.tsx';

type Provider = Item<'/providers'>;

/** The providers that people sign in at, each with a test. */
export function Providers() {
  const texts = useTexts().providers;
  const { data, error, refetch } = useQuery({
    queryKey: ['providers'],
    queryFn: async ({ signal }) => bodyOf(await api.GET('/providers', { signal })).items,
  });
  return (
    <Section title={texts.title} lead={texts.lead}>
      {error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={2} />
      ) : data.length === 0 ? (
        <Empty title={texts.none} text={texts.noneText} />
      ) : (
        data.map((provider) => <ProviderPanel key={provider.id} provider={provider} />)
      )}
    </Section>
  );
}

function ProviderPanel({ provider }: { provider: Provider }) {
  const texts = useTexts();
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
        <Button size="small" isPending={test.isPending} onPress={() => test.mutate()}>
          {texts.providers.test}
        </Button>
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
