import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Field } from '../../ui/field.tsx';
import { Empty, Loading, Page, Section } from '../../ui/page.tsx';
import { explainQuery, hasTrial, subjectOf } from './explain.ts';
import { JudgedChain } from './judged-chain.tsx';
import { Outcome } from './outcome.tsx';
import { Trial } from './trial.tsx';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What a gateway answers a person at an address and why, and what it would answer with other roles. */
export function WhatIf() {
  const asked = useSearch({ from: '/what-if' });
  const navigate = useNavigate({ from: '/what-if' });
  const texts = useTexts().whatIf;
  const [user, setUser] = useState(asked.user ?? asked.client ?? '');
  const [path, setPath] = useState(asked.path ?? '');
  const [method, setMethod] = useState(asked.method ?? 'GET');
  const query = useQuery(explainQuery(asked));
  const { data } = query;
  return (
    <Page title={texts.title} lead={texts.lead}>
      <form
        className="ask"
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({
            search: { ...asked, ...subjectOf(user.trim()), path: pathOf(path), method },
          });
        }}
      >
        <Field label={texts.user} placeholder="alice@example.com" value={user} onChange={setUser} />
        <label className="field field-short">
          <span className="label">{texts.method}</span>
          <select
            className="input"
            value={method}
            onChange={(event) => setMethod(event.target.value)}
          >
            {methods.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <Field label={texts.path} placeholder="/api/orders/43" value={path} onChange={setPath} />
        <Button
          type="submit"
          kind="primary"
          isPending={query.isFetching}
          isDisabled={user.trim() === '' || path.trim() === ''}
        >
          {texts.ask}
        </Button>
      </form>
      {!(asked.user ?? asked.client) || !asked.path ? (
        <Empty title={texts.start} text={texts.startText} />
      ) : query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : !data ? (
        <Loading rows={4} />
      ) : (
        <>
          <Trial asked={asked} user={data.subject} />
          <div className={data.what_if && hasTrial(asked) ? 'columns' : ''}>
            <Section title={texts.now}>
              <JudgedChain judged={data} asked={asked} />
              {data.assumed.length > 0 && (
                <p className="quiet small">
                  {texts.assumed} {data.assumed.join(' ')}
                </p>
              )}
            </Section>
            {data.what_if && hasTrial(asked) && (
              <Section title={texts.afterwards}>
                <JudgedChain judged={data.what_if} />
                <Outcome whatIf={data.what_if} />
              </Section>
            )}
          </div>
        </>
      )}
    </Page>
  );
}

/** Of a whole address, too: it is pasted from a browser. */
function pathOf(text: string): string {
  const trimmed = text.trim();
  if (URL.canParse(trimmed)) return new URL(trimmed).pathname;
  return trimmed.startsWith('/') ? trimmed.split('?')[0]! : `/${trimmed}`;
}
