import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { ApiChecks } from './api-checks.tsx';
import { clientOf, type Kind, kinds, redirectsOf } from './kinds.ts';
import { type Made, MadeApplication } from './made-application.tsx';

/** Asks what a person is building, and ends on programs that work with it. */
export function NewApplication() {
  const texts = useTexts().wizard;
  const [kind, setKind] = useState<Kind>('page');
  const [name, setName] = useState('');
  const [id, setId] = useState('');
  const [redirects, setRedirects] = useState('');
  const [origin, setOrigin] = useState(location.origin);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [made, setMade] = useState<Made | null>(null);
  const usual = kinds[kind]?.redirect ?? null;
  const isBehind = kind === 'page' || kind === 'mcp';
  const answers = {
    ...{ kind, id, name: name.trim(), apis: chosen, origin: origin.replace(/\/+$/, '') },
    redirect: redirectsOf(redirects)[0],
  };
  const make = useAction<Exclude<Kind, 'page'>>({
    async run(kind) {
      const body = clientOf({ ...answers, kind, redirects });
      const answer = await api.POST('/clients', { body });
      setMade({ ...answers, secret: bodyOf(answer).client_secret });
      return answer;
    },
    done: () => fill(texts.made, { name: answers.name }),
    changes: [['clients']],
  });
  if (made) return <MadeApplication made={made} />;
  return (
    <Page title={texts.title} lead={texts.lead}>
      <form
        className="wizard"
        onSubmit={(event) => {
          event.preventDefault();
          if (kind === 'page') setMade({ ...answers, secret: newSecret() });
          else make.mutate(kind);
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
          note={kind !== 'service' && texts.nameNote}
          value={name}
          onChange={setName}
          isRequired
        />
        <Field label={texts.id} note={texts.idNote} value={id} onChange={setId} isRequired />
        {isBehind && (
          <Field
            label={texts.origin}
            note={texts.originNote}
            value={origin}
            onChange={setOrigin}
            inputType="url"
            isRequired
          />
        )}
        {usual !== null && (
          <Field
            label={texts.redirects}
            note={texts.redirectsNotes[kinds[kind]?.type === 'native' ? 'native' : 'web']}
            placeholder={usual}
            value={redirects}
            onChange={setRedirects}
            isRequired
          />
        )}
        <ApiChecks chosen={chosen} onChange={setChosen} />
        {kind === 'mcp' && chosen.length === 0 && <p className="quiet">{texts.mcpApi}</p>}
        <div>
          <Button
            type="submit"
            kind="primary"
            isPending={make.isPending}
            isDisabled={kind === 'mcp' && chosen.length === 0}
          >
            {kind === 'page' ? texts.show : texts.make}
          </Button>
        </div>
      </form>
    </Page>
  );
}

/** For a client of the file, which nothing else has made: 256 bits. */
const newSecret = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
