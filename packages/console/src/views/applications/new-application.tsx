import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { useAdministrator } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { ApiChecks } from './api-checks.tsx';
import { Copied } from './copied.tsx';
import { clientOf, codeFor, type Kind, kinds } from './kinds.ts';

interface Made {
  kind: Kind;
  id: string;
  secret: string | null;
}

/** Asks what a person is building, and ends on something that works. */
export function NewApplication() {
  const texts = useTexts().wizard;
  const { permissions } = useAdministrator();
  const [kind, setKind] = useState<Kind>('web');
  const [name, setName] = useState('');
  const [id, setId] = useState('');
  const [redirects, setRedirects] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [made, setMade] = useState<Made | null>(null);
  // The admin API's own audience is below the issuer.
  const issuer = Object.keys(permissions)[0]!.replace(/\/admin\/v1$/, '');
  const make = useAction({
    async run() {
      const answer = await api.POST('/clients', {
        body: clientOf({ kind, id, name: name.trim(), redirects, apis: chosen }),
      });
      setMade({ kind, id, secret: bodyOf(answer).client_secret });
      return answer;
    },
    done: () => fill(texts.made, { name: name.trim() }),
    changes: [['clients']],
  });
  if (made) {
    return (
      <Page title={fill(texts.made, { name: name.trim() })} lead={texts.madeLead}>
        {made.secret !== null && (
          <Section title={texts.secret} lead={texts.secretNote}>
            <Copied text={made.secret} />
          </Section>
        )}
        <Section title={texts.code} lead={texts.codeNotes[made.kind]}>
          <Copied text={codeFor({ ...made, issuer, apis: chosen })} />
        </Section>
        <p className="after">
          <Link to="/applications/$id" params={{ id: made.id }}>
            {texts.look}
          </Link>
        </p>
      </Page>
    );
  }
  return (
    <Page title={texts.title} lead={texts.lead}>
      <form
        className="wizard"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <fieldset className="kinds">
          <legend className="label">{texts.kind}</legend>
          {(Object.keys(kinds) as Kind[]).map((each) => (
            <label key={each} className="panel kind">
              <input
                type="radio"
                name="kind"
                checked={kind === each}
                onChange={() => setKind(each)}
              />
              <span>
                <span className="item-name">{texts.kinds[each].name}</span>
                <span className="quiet small">{texts.kinds[each].note}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Field
          label={texts.name}
          note={texts.nameNote}
          value={name}
          onChange={setName}
          isRequired
        />
        <Field label={texts.id} note={texts.idNote} value={id} onChange={setId} isRequired />
        {kinds[kind].hasRedirect && (
          <Field
            label={texts.redirects}
            note={texts.redirectsNotes[kind === 'native' ? 'native' : 'web']}
            placeholder={
              kind === 'native' ? 'http://127.0.0.1/callback' : 'https://app.example/callback'
            }
            value={redirects}
            onChange={setRedirects}
            isRequired
          />
        )}
        <ApiChecks chosen={chosen} onChange={setChosen} />
        <div>
          <Button type="submit" kind="primary" isPending={make.isPending}>
            {texts.make}
          </Button>
        </div>
      </form>
    </Page>
  );
}
