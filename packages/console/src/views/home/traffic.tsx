import { Link } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import { fill, useTexts, useTold } from '../../texts/texts.ts';
import { Bars } from '../../ui/bars.tsx';
import { formatsOf } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import { barsFrom, type Overview, sum } from './overview.ts';

/** Refusals of these have a receipt, as those for what a route requires. */
const withReceipt = ['invalid_token', 'insufficient_scope', 'access_denied'];

/** What the gateways answered within an hour, and what they refused, by reason. */
export function Traffic({ traffic }: { traffic: NonNullable<Overview['traffic']> }) {
  const texts = useTexts().home;
  const { language } = useTold();
  const mayAsk = useMay<'GET /receipts'>('receipts:read');
  const { from, requests, refusals, silent } = traffic;
  const hits = sum(traffic.swap_hits);
  const swaps = hits + sum(traffic.swap_misses);
  const { share, number } = formatsOf(language);
  const refused = requests.map((_, index) =>
    sum(refusals.map(({ minutes }) => minutes[index] ?? 0)),
  );
  return (
    <Section title={texts.traffic}>
      <div className="panel">
        <p className="numbers quiet">
          <span>
            <strong>{number.format(sum(requests))}</strong> {texts.requests}
          </span>
          <span>
            <strong>{number.format(sum(refused))}</strong> {texts.refused}
          </span>
          <span>
            <strong>{swaps === 0 ? '–' : share.format(hits / swaps)}</strong> {texts.hits}
          </span>
        </p>
        {refusals.length === 0 ? (
          <p className="quiet">{texts.noRefusals}</p>
        ) : (
          <>
            <Bars
              title={fill(texts.refusedPicture, { count: sum(refused) })}
              of={texts.from}
              bars={barsFrom(from, 1, refused, { language, isBad: true })}
            />
            <ul className="items reasons">
              {refusals.map(({ reason, count }) => (
                <li key={reason} className="item">
                  {mayAsk && (reason.startsWith('require.') || withReceipt.includes(reason)) ? (
                    <Link to="/why">{nameOf(reason, texts.reasons)}</Link>
                  ) : (
                    nameOf(reason, texts.reasons)
                  )}
                  <strong>{number.format(count)}</strong>
                </li>
              ))}
            </ul>
          </>
        )}
        {silent.length > 0 && (
          <p className="quiet small">{fill(texts.silent, { names: silent.join(', ') })}</p>
        )}
      </div>
    </Section>
  );
}

const nameOf = (reason: string, names: Record<string, string>): string => names[reason] ?? reason;
