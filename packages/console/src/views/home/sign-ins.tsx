import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Answer } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import { fill, useTexts, useTold } from '../../texts/texts.ts';
import { Bars } from '../../ui/bars.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading, Section } from '../../ui/page.tsx';
import { byHour, firstHour } from './hours.ts';

/** Beyond it, a number would be read and not a picture. */
const maxPages = 5;

/** When such events were, newest first; `isAll` is false where there are more than are read. */
async function timesOf(action: string, from: string, signal: AbortSignal) {
  const times: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page === 0 || (cursor !== null && page < maxPages); page++) {
    const query = { action, from, limit: 200, ...(cursor !== null && { cursor }) };
    const body: Answer<'/audit'> = bodyOf(await api.GET('/audit', { signal, params: { query } }));
    times.push(...body.items.map(({ at }) => at));
    cursor = body.next_cursor;
  }
  return { times, isAll: cursor === null };
}

/** Who signed in within a day, and what was refused. */
export function SignIns() {
  const texts = useTexts().home;
  const { language } = useTold();
  const { data, error, refetch } = useQuery({
    queryKey: ['audit', 'sign-ins'],
    queryFn: async ({ signal }) => {
      const from = firstHour(new Date()).toISOString();
      const [started, refused] = await Promise.all([
        timesOf('session.start', from, signal),
        timesOf('session.refuse', from, signal),
      ]);
      return { started, refused, now: new Date() };
    },
    refetchInterval: 60_000,
  });
  const count = ({ times, isAll }: { times: string[]; isAll: boolean }) =>
    `${times.length}${isAll ? '' : '+'}`;
  const hour = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  return (
    <Section title={texts.signIns}>
      {error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={3} />
      ) : (
        <div className="panel">
          <p className="numbers">
            <Link to="/audit" search={{ action: 'session.start' }}>
              <strong>{count(data.started)}</strong> {texts.signedIn}
            </Link>
            <Link to="/audit" search={{ action: 'session.refuse' }}>
              <strong>{count(data.refused)}</strong> {texts.signInsRefused}
            </Link>
          </p>
          {data.started.isAll && (
            <Bars
              title={fill(texts.signInsPicture, { count: data.started.times.length })}
              of={texts.hour}
              bars={byHour(data.started.times, data.now, (each) => hour.format(each))}
            />
          )}
        </div>
      )}
    </Section>
  );
}
