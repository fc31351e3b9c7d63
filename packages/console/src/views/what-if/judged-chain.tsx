import { useNavigate } from '@tanstack/react-router';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Way } from '../../ui/way.tsx';
import type { Asked, Judged } from './explain.ts';

interface JudgedChainProps {
  judged: Judged;
  /** What would mend a link can be tried from here on. */
  asked?: Asked;
}

/** From the caller to the route. The first link that does not hold decides. */
export function JudgedChain({ judged, asked }: JudgedChainProps) {
  const texts = useTexts().whatIf;
  const navigate = useNavigate({ from: '/what-if' });
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
              {mend.map(({ do: how, role, group, sentence }) => {
                const [kind, name, text] =
                  how === 'give_role'
                    ? (['give', role, texts.tryRole] as const)
                    : how === 'add_to_group'
                      ? (['join', group, texts.tryGroup] as const)
                      : ['give', undefined, ''];
                if (!asked || name === undefined) {
                  return (
                    <p key={sentence} className="small">
                      {sentence}
                    </p>
                  );
                }
                const tried = [...new Set([...(asked[kind] ?? []), name])];
                return (
                  <Button
                    key={sentence}
                    size="small"
                    onPress={() => void navigate({ search: { ...asked, [kind]: tried } })}
                  >
                    {fill(text, { name })}
                  </Button>
                );
              })}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
