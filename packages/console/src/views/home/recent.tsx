import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../texts/texts.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading, Section } from '../../ui/page.tsx';
import { Events } from '../audit/events.tsx';
import { recentQuery } from './overview.ts';

/** The last things that were done. */
export function Recent() {
  const texts = useTexts().home;
  const { data, error, refetch } = useQuery(recentQuery);
  return (
    <Section title={texts.recent} actions={<Link to="/audit">{texts.all}</Link>}>
      {error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : (
        <Events label={texts.recent} events={data} />
      )}
    </Section>
  );
}
