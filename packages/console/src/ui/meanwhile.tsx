import { useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { differencesOf, type Facts } from './differences.ts';

interface MeanwhileProps {
  /** Another one as soon as anything is different. */
  etag: string;
  facts: Facts;
}

/** In a dialog: what others changed since it was opened. What was typed in it stays. */
export function Meanwhile({ etag, facts }: MeanwhileProps) {
  const [before] = useState({ etag, facts });
  const texts = useTexts().common;
  if (before.etag === etag) return null;
  return (
    <div className="meanwhile" role="alert">
      <p>{texts.meanwhile}</p>
      <dl>
        {differencesOf(before.facts, facts).map(({ name, before, now }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <del>{before}</del> <ins>{now}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
