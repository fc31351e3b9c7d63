import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/bars.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Loading, Section } from '../../ui/page.tsx';
import { histogramOf, quantile } from './histogram.ts';

/** Milliseconds between two looks. */
const interval = 5_000;

/** How long changes waited until each gateway obeyed them. */
export function Barriers() {
  const texts = useTexts().barriers;
  const { data, error, refetch } = useQuery({
    queryKey: ['gateways', 'barriers'],
    queryFn: async ({ signal }) => bodyOf(await api.GET('/gateways/barriers', { signal })).items,
    refetchInterval: interval,
  });
  const waits = data?.map((each) => each.waited_ms) ?? [];
  const [last] = data ?? [];
  return (
    <Section title={texts.title} lead={texts.lead}>
      {error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={2} />
      ) : !last ? (
        <p className="panel quiet">{texts.none}</p>
      ) : (
        <div className="panel barriers">
          <p>
            {texts.last}{' '}
            <strong>
              {fill(texts.outcome, {
                waited: last.waited_ms,
                gateways: last.gateways,
                acknowledged: last.acknowledged,
              })}
            </strong>{' '}
            <span className="quiet">
              <Moment at={last.at} />
            </span>
          </p>
          <Bars
            title={fill(texts.picture, { count: waits.length })}
            of={texts.wait}
            bars={histogramOf(waits)}
          />
          <p className="quiet">
            {fill(texts.quantiles, {
              half: quantile(waits, 0.5) ?? 0,
              most: quantile(waits, 0.99) ?? 0,
              longest: quantile(waits, 1) ?? 0,
            })}
          </p>
        </div>
      )}
    </Section>
  );
}
