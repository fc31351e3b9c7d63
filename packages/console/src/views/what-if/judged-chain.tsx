import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Way } from '../../ui/way.tsx';
import type { Judged } from './explain.ts';

/** From the caller to the route. The first link that does not hold decides. */
export function JudgedChain({ judged }: { judged: Judged }) {
  const texts = useTexts().whatIf;
  const broken = judged.chain.findIndex(({ holds }) => !holds);
  return (
    <>
      <p className="verdict verdict-small">
        <Badge kind={judged.allowed ? 'good' : 'bad'}>
          {judged.allowed ? texts.allowed : judged.status}
        </Badge>
        <span>{judged.reason}</span>
      </p>
      <ol className="chain">
        {judged.chain.map(({ link, name, holds, sentence, ways, mend }, index) => (
          <li
            key={`${link} ${name}`}
            className={`link ${holds ? 'link-passed' : index === broken ? 'link-failed' : 'link-not-reached'}`}
          >
            <span className="link-mark">
              <Icon name={holds ? 'check' : 'close'} size={16} />
            </span>
            <div className="link-text">
              <p>{sentence}</p>
              {ways.map(({ role, groups, provider, organization, on, valid_until: validUntil }) => (
                <p
                  key={`${role} ${groups.join(' ')} ${on?.identifier} ${organization}`}
                  className="quiet small"
                >
                  <strong>{role}</strong>{' '}
                  <Way
                    path={groups}
                    provider={provider}
                    organization={on?.identifier ?? organization}
                    validUntil={validUntil}
                  />
                </p>
              ))}
              {mend.map(({ sentence: how }) => (
                <p key={how} className="small">
                  {how}
                </p>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
