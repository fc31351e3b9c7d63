import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Choose } from '../../ui/choose.tsx';
import { Filters } from '../../ui/filters.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { Who } from '../../ui/who.tsx';
import { clientsQuery } from '../applications/clients.ts';
import { type SessionFilter, seenRanges } from './sessions.ts';

interface SessionsFilterProps {
  filter: SessionFilter;
  onChange(changed: SessionFilter): void;
}

/** Narrows sessions by when they were seen, by application and by person. */
export function SessionsFilter({ filter, onChange }: SessionsFilterProps) {
  const texts = useTexts().allSessions;
  const mayClients = useMay<'GET /clients'>('clients:read');
  const mayPeople = useMay<'GET /users'>('users:read here');
  const { data: clients } = useQuery({ ...clientsQuery, enabled: mayClients });
  return (
    <Filters count={Object.values(filter).filter((each) => each !== undefined).length}>
      <Choose
        label={texts.seen}
        options={(['all', ...seenRanges] as const).map((id) => ({ id, text: texts.ranges[id] }))}
        value={filter.seen ?? 'all'}
        onChange={(seen) => onChange({ seen: seen === 'all' ? undefined : seen })}
      />
      {clients && (
        <select
          className="input filter-select"
          aria-label={texts.application}
          value={filter.client ?? ''}
          onChange={({ target }) => onChange({ client: target.value || undefined })}
        >
          <option value="">{texts.allApplications}</option>
          {clients.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      {mayPeople && !filter.user && (
        <PersonPicker label={texts.find} onChange={({ id }) => onChange({ user: id })} />
      )}
      {filter.user && (
        <span>
          {texts.of} <Who name={`user:${filter.user}`} />{' '}
          <Button kind="quiet" size="small" onPress={() => onChange({ user: undefined })}>
            {texts.everyone}
          </Button>
        </span>
      )}
    </Filters>
  );
}
