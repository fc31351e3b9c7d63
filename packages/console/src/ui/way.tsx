import { fill, useTexts } from '../texts/texts.ts';
import { Moment } from './moment.tsx';

interface WayProps {
  /** From the group that a person is a member of up to that which gives it; empty for directly. */
  path: readonly string[];
  provider: string | null;
  /** The key of the one within which it counts. */
  organization?: string | null | undefined;
  /** Whether all of its members have it. */
  members?: boolean | undefined;
  validUntil: string | null;
}

/** `given directly`, `by staff › everyone, until tomorrow`. */
export function Way({
  path,
  provider,
  organization = null,
  members = false,
  validUntil,
}: WayProps) {
  const texts = useTexts().person;
  const [own, ...above] = path;
  return (
    <>
      {own === undefined ? (
        texts[members ? 'asMember' : 'direct']
      ) : (
        <>
          {texts.by} <strong>{own}</strong>
          {above.map((group) => (
            <span key={group}> › {group}</span>
          ))}
        </>
      )}
      {provider !== null && ` (${fill(texts.saidBy, { provider })})`}
      {organization !== null && `, ${fill(texts.within, { organization })}`}
      {validUntil !== null && (
        <>
          {', '}
          {texts.until} <Moment at={validUntil} />
        </>
      )}
    </>
  );
}
