import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Copy } from '../../ui/copy.tsx';
import { Moment } from '../../ui/moment.tsx';

/** Milliseconds between two looks. */
const interval = 5_000;

/** Events are sealed some seconds after they are committed: who waits longer waits for something. */
const late = 60_000;

/** How far the chain of the log is. */
export function ChainState() {
  const texts = useTexts().audit.chain;
  const { data } = useQuery({
    queryKey: ['audit', 'chain'],
    queryFn: async ({ signal }) => bodyOf(await api.GET('/audit/chain', { signal })),
    refetchInterval: interval,
  });
  if (!data) return <div className="panel chain-state" aria-busy="true" />;
  const { number, hash, unsealed_since: since, kept_since: kept } = data;
  const isLate = since !== null && Date.now() - Date.parse(since) > late;
  return (
    <div className="panel chain-state">
      <Badge kind={isLate ? 'warning' : 'good'}>
        {since === null ? texts.sealed : isLate ? texts.late : texts.sealing}
      </Badge>
      <span>{number === 0 ? texts.none : fill(texts.batch, { number })}</span>
      {number > 0 && <code title={hash}>{hash.slice(0, 16)}</code>}
      {isLate && (
        <span>
          {texts.oldest} <Moment at={since} />
        </span>
      )}
      {kept && (
        <span className="quiet">
          {texts.kept} <Moment at={kept} whole />
        </span>
      )}
      {number > 0 && <Copy text={`${number}:${hash}`} label={texts.copy} />}
      <span className="quiet small">
        {texts.check} <code>sallyport audit verify</code>
      </span>
    </div>
  );
}
