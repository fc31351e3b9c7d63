import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Who } from '../../ui/who.tsx';
import { chainOf, type Receipt, type Step } from './chain.ts';
import { Mend } from './mend.tsx';

/** The steps of a request from the caller to the rule, with the link that was missing. */
export function ReceiptChain({ receipt }: { receipt: Receipt }) {
  const texts = useTexts().why;
  return (
    <article className="receipt">
      <header className="verdict">
        <Badge kind="bad">{receipt.status}</Badge>
        <div>
          <p className="verdict-reason">{receipt.reason}</p>
          <p className="quiet small">
            <code>{receipt.error}</code> · <Moment at={receipt.at} /> ·{' '}
            {fill(texts.by, { gateway: receipt.gateway })}
          </p>
        </div>
      </header>
      <ol className="chain">
        {chainOf(receipt).map(({ step, state }) => (
          <li key={step} className={`link link-${state.replace(' ', '-')}`}>
            <span className="link-mark">
              {state !== 'not reached' && (
                <Icon name={state === 'passed' ? 'check' : 'close'} size={16} />
              )}
            </span>
            <div className="link-text">
              <h2>
                {texts.steps[step]}
                <span className="visually-hidden"> ({texts.states[state]})</span>
              </h2>
              {state !== 'not reached' && <StepText step={step} receipt={receipt} />}
              {state === 'failed' && <Mend receipt={receipt} />}
            </div>
          </li>
        ))}
      </ol>
      <Whole receipt={receipt} />
      <Facts receipt={receipt} />
    </article>
  );
}

/** The same call in the view that draws each role and permission, and tries others. */
function Whole({ receipt: { method, path, caller } }: { receipt: Receipt }) {
  const texts = useTexts().why;
  const may = useMay<'POST /explain'>('explain:read');
  const kind = caller?.kind;
  // What may be a secret is left out of the path: such a one cannot be asked about.
  if (!may || path.includes('…') || (kind !== 'user' && kind !== 'client')) return null;
  const [user, client] = kind === 'user' ? [caller?.sub] : [undefined, caller?.sub];
  return (
    <p className="after">
      <Link to="/what-if" search={{ user, client, method, path }}>
        {texts.whole}
      </Link>
    </p>
  );
}

function StepText({ step, receipt }: { step: Step; receipt: Receipt }): ReactNode {
  const texts = useTexts().why;
  const { caller, rule } = receipt;
  switch (step) {
    case 'request':
      return (
        <p>
          <code>
            {receipt.method} {receipt.host}
            {receipt.path}
          </code>
          <span className="quiet small">
            {' '}
            {fill(texts.fromAddress, { address: receipt.address })}
          </span>
        </p>
      );
    case 'route':
      return receipt.route === null ? (
        <p>{texts.noRoute}</p>
      ) : (
        <p>
          <code>{receipt.route}</code>
          {receipt.api && (
            <span className="quiet small">
              {' '}
              {texts.api} <code>{receipt.api}</code>
            </span>
          )}
        </p>
      );
    case 'credentials':
      return <p>{texts.credentials[receipt.credentials]}</p>;
    case 'caller':
      return caller === null ? (
        <p>{texts.noCaller}</p>
      ) : (
        <p>
          {caller.sub && <Who name={caller.kind === 'user' ? `user:${caller.sub}` : caller.sub} />}
          {caller.kind === 'client' ? (
            <span className="quiet small"> {texts.byItself}</span>
          ) : (
            caller.client && (
              <span className="quiet small">
                {' '}
                {texts.through} <code>{caller.client}</code>
              </span>
            )
          )}
        </p>
      );
    case 'rule':
      return rule === null ? (
        <p>{receipt.reason}</p>
      ) : (
        <p>
          <code>{rule.name}</code>
          {rule.missing.length > 0 && (
            <span className="badges missing">
              {texts.missing}
              {rule.missing.map((each) => (
                <Badge key={each} kind="bad">
                  {each}
                </Badge>
              ))}
            </span>
          )}
        </p>
      );
  }
}

function Facts({ receipt: { id, caller, facts } }: { receipt: Receipt }) {
  const texts = useTexts().why;
  const rows: [string, string | number | null | undefined][] = [
    [texts.facts.id, id],
    [texts.facts.token, caller?.token],
    [texts.facts.session, caller?.session],
    [texts.facts.grant, caller?.grant],
    [texts.facts.position, facts.position],
    [texts.facts.age, facts.age_ms === null ? null : `${facts.age_ms} ms`],
  ];
  return (
    <details className="panel receipt-facts">
      <summary>{texts.facts.title}</summary>
      <dl className="registered">
        {rows
          .filter(([, value]) => value != null)
          .map(([name, value]) => (
            <div key={name} className="pair">
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
      </dl>
    </details>
  );
}
