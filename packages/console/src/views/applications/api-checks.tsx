import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { apisQuery } from '../roles/roles.ts';

interface ApiChecksProps {
  chosen: readonly string[];
  onChange(chosen: string[]): void;
}

/** Which APIs a client may call. */
export function ApiChecks({ chosen, onChange }: ApiChecksProps) {
  const texts = useTexts().wizard;
  const { data } = useQuery({ ...apisQuery, enabled: useMay<'GET /apis'>('apis:read') });
  if (!data) return null;
  return (
    <fieldset className="kinds checks">
      <legend className="label">{texts.apis}</legend>
      {data.map(({ id, name }) => (
        <label key={id} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
            }
          />
          <span>
            {name} <code className="quiet">{id}</code>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
