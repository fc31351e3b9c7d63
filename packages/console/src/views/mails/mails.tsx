import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Choose } from '../../ui/choose.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { useAction } from '../../ui/use-action.ts';
import { type MailStatus, mailStatuses } from './mail-status.ts';
import { MailsTabs } from './mails-tabs.tsx';

type Mail = Item<'/mails'>;

const mailsQuery = (status: MailStatus) =>
  infiniteQueryOptions({
    queryKey: ['mails', status],
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/mails', {
          signal,
          params: { query: { limit: 50, status, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });

/** What became of mails. */
export function Mails() {
  const { status = 'failed' } = useSearch({ from: '/mails' });
  const navigate = useNavigate({ from: '/mails' });
  const { mails: texts, nav } = useTexts();
  const may = useMay<'POST /mails/{id}/retry'>('mails:write');
  const query = useInfiniteQuery(mailsQuery(status));
  const retry = useAction<Mail>({
    run: ({ id }) => api.POST('/mails/{id}/retry', { params: { path: { id } } }),
    done: ({ recipient }) => fill(texts.retried, { recipient }),
    changes: [['mails']],
  });
  const columns: Column<Mail>[] = [
    {
      key: 'mail',
      title: texts.mail,
      cell: (mail) => (
        <>
          <div className="item-name">{mail.recipient}</div>
          <code className="quiet">{mail.kind}</code>
          {mail.last_error && <div className="mail-error small">{mail.last_error}</div>}
          <div className="narrow-only small">
            <When mail={mail} />
          </div>
        </>
      ),
    },
    {
      key: 'attempts',
      title: texts.attempts,
      wideOnly: true,
      cell: ({ attempts }) => attempts,
    },
    {
      key: 'when',
      title: texts.when,
      wideOnly: true,
      cell: (mail) => <When mail={mail} />,
    },
  ];
  if (may && status === 'failed') {
    columns.push({
      key: 'actions',
      title: '',
      cell: (mail) => (
        <Button
          size="small"
          isPending={retry.isPending && retry.variables?.id === mail.id}
          onPress={() => retry.mutate(mail)}
        >
          {texts.retry}
        </Button>
      ),
    });
  }
  return (
    <Page title={nav.mails} lead={texts.lead}>
      <MailsTabs />
      <div className="toolbar">
        <Choose
          label={texts.filter}
          options={mailStatuses.map((id) => ({ id, text: texts.statuses[id] }))}
          value={status}
          onChange={(chosen) => void navigate({ search: { status: chosen } })}
        />
      </div>
      <Pages query={query} empty={<Empty title={texts.none[status]} text={texts.noneText} />}>
        {(mails) => (
          <List label={texts.title} columns={columns} items={mails} keyOf={({ id }) => id} />
        )}
      </Pages>
    </Page>
  );
}

function When({ mail: { created_at: at, next_attempt_at: next } }: { mail: Mail }) {
  const texts = useTexts().mails;
  return (
    <>
      <Moment at={at} />
      {next && (
        <div className="small">
          {texts.next} <Moment at={next} />
        </div>
      )}
    </>
  );
}
