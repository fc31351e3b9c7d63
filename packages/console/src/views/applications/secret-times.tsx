import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Moment } from '../../ui/moment.tsx';
import { spansOf } from '../../ui/span.ts';
import { SpanBar } from '../../ui/span-bar.tsx';
import type { ClientDetails } from './clients.ts';
import { lifetimesOf } from './secret-lifetimes.ts';

/** The secrets of a client on a time line, as the audit log tells of them. */
export function SecretTimes({ client: { id, secrets } }: { client: ClientDetails }) {
  const texts = useTexts().secrets;
  const { data = [] } = useQuery({
    queryKey: ['clients', 'secrets', id],
    queryFn: async ({ signal }) => {
      const query = { subject: `client:${id}`, action: 'client.*', limit: 100 };
      return bodyOf(await api.GET('/audit', { signal, params: { query } })).items;
    },
    enabled: useMay<'GET /audit'>('audit:read'),
  });
  const lifetimes = lifetimesOf(data, secrets);
  const spans = spansOf(lifetimes, new Date());
  if (lifetimes.length === 0) return null;
  return (
    <ul className="panel items secret-times">
      {lifetimes.map(({ created_at: made, retired_at: ended }, index) => (
        <li key={made} className="item secret-time">
          <Badge kind={ended ? 'plain' : index === 0 ? 'good' : 'warning'}>
            {ended ? texts.over : index === 0 ? texts.newest : texts.former}
          </Badge>
          <SpanBar span={spans[index]!} isOver={ended !== null} />
          <span className="quiet small">
            <Moment at={made} />
            {ended && (
              <>
                {' – '}
                <Moment at={ended} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
