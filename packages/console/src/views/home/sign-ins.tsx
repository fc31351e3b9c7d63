import { Link } from '@tanstack/react-router';
import { fill, useTexts, useTold } from '../../texts/texts.ts';
import { Bars } from '../../ui/bars.tsx';
import { Section } from '../../ui/page.tsx';
import { barsFrom, type Overview, sum } from './overview.ts';

/** Who signed in within a day, and what was refused. */
export function SignIns({ signIns }: { signIns: NonNullable<Overview['sign_ins']> }) {
  const texts = useTexts().home;
  const { language } = useTold();
  const { from, started, refused, more } = signIns;
  const count = (counts: number[]) => `${sum(counts)}${more ? '+' : ''}`;
  return (
    <Section title={texts.signIns}>
      <div className="panel">
        <p className="numbers">
          <Link to="/audit" search={{ action: 'session.start' }}>
            <strong>{count(started)}</strong> {texts.signedIn}
          </Link>
          <Link to="/audit" search={{ action: 'session.refuse' }}>
            <strong>{count(refused)}</strong> {texts.signInsRefused}
          </Link>
        </p>
        <Bars
          title={fill(texts.signInsPicture, { count: sum(started) })}
          of={texts.from}
          bars={barsFrom(from, 60, started, { language })}
        />
      </div>
    </Section>
  );
}
