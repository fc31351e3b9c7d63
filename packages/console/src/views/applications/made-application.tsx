import { programsUrl } from 'virtual:programs';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAdministrator } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Copied } from './copied.tsx';
import { FirstToken } from './first-token.tsx';
import type { Kind } from './kinds.ts';
import { filled, type Program, settingsOf } from './programs.ts';

export interface Made {
  kind: Kind;
  id: string;
  name: string;
  secret: string | null;
  origin: string;
  redirect: string | undefined;
  apis: readonly string[];
}

/** What was made: its secret, programs with its values, and whether they have worked yet. */
export function MadeApplication({ made }: { made: Made }) {
  const texts = useTexts().wizard;
  const { kind, id, name, secret } = made;
  const isInFile = kind === 'page';
  return (
    <Page
      title={isInFile ? name : fill(texts.made, { name })}
      lead={isInFile ? texts.pageLead : texts.madeLead}
    >
      {secret !== null && (
        <Section title={texts.secret} lead={isInFile ? texts.secretInFile : texts.secretNote}>
          <Copied text={`CLIENT_SECRET=${secret}`} />
        </Section>
      )}
      <Code made={made} />
      <FirstToken id={id} kind={kind} apis={made.apis} />
      {!isInFile && (
        <p className="after">
          <Link to="/applications/$id" params={{ id }}>
            {texts.look}
          </Link>
        </p>
      )}
    </Page>
  );
}

const settings = '.env';

/** In the framework that is chosen. */
function Code({ made }: { made: Made }) {
  const texts = useTexts().wizard;
  const { permissions } = useAdministrator();
  const { data: programs } = useQuery({
    queryKey: ['programs'],
    queryFn: async (): Promise<Record<Kind, Program[]>> => (await fetch(programsUrl)).json(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { kind, secret } = made;
  const [name, setName] = useState<string | null>(null);
  // The admin API's own audience is below the issuer.
  const issuer = Object.keys(permissions)[0]!.replace(/\/admin\/v1$/, '');
  const values = { ...made, issuer };
  const hasSettings = kind === 'web' || kind === 'native' || kind === 'partner';
  if (!programs) return null;
  const all = programs[kind];
  const chosen = all.find((each) => each.name === (name ?? all[0]!.name));
  return (
    <Section title={texts.code} lead={texts.codeNotes[kind]}>
      <label className="field field-short">
        <span className="label">{texts.with}</span>
        <select
          className="input"
          value={name ?? all[0]!.name}
          onChange={({ target }) => setName(target.value)}
        >
          {all.map((each) => (
            <option key={each.name}>{each.name}</option>
          ))}
          {hasSettings && <option value={settings}>{texts.others}</option>}
        </select>
      </label>
      {chosen === undefined ? (
        <Copied text={settingsOf(values, secret !== null)} label={settings} />
      ) : (
        <>
          {Object.entries(chosen.files).map(([file, text]) => (
            <Copied key={file} text={filled(text, values)} label={file} />
          ))}
          {chosen.run && (
            <Copied
              label="sh"
              text={[chosen.packages && `npm install ${chosen.packages}`, chosen.run]
                .filter(Boolean)
                .join('\n')}
            />
          )}
        </>
      )}
    </Section>
  );
}
