import { useNavigate } from '@tanstack/react-router';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Choose } from '../../ui/choose.tsx';
import { Filters } from '../../ui/filters.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import type { Filter } from './filter.ts';

interface AuditFilterProps {
  filter: Filter;
  onFilter(change: Filter): void;
}

export function AuditFilter({ filter, onFilter }: AuditFilterProps) {
  const texts = useTexts().audit;
  const navigate = useNavigate({ from: '/audit' });
  const count = Object.values(filter).filter((value) => value !== undefined).length;
  return (
    <Filters count={count}>
      {(['action', 'actor', 'subject'] as const).map((name) => (
        <div key={name} className="filter">
          <span className="small quiet" aria-hidden="true">
            {texts.filters[name]}
          </span>
          <SearchField
            label={texts.filters[name]}
            placeholder={texts.examples[name]}
            value={filter[name] ?? ''}
            onSearch={(text) => onFilter({ [name]: text.trim() || undefined })}
          />
        </div>
      ))}
      {(['from', 'until'] as const).map((name) => (
        <label key={name} className="filter">
          <span className="small quiet">{texts.filters[name]}</span>
          <input
            className="input input-date"
            type="date"
            value={filter[name] ?? ''}
            onChange={({ target }) => onFilter({ [name]: target.value || undefined })}
          />
        </label>
      ))}
      <Choose
        label={texts.filters.outcome}
        options={[
          { id: 'all', text: texts.outcomes.all },
          { id: 'success', text: texts.outcomes.success },
          { id: 'failure', text: texts.outcomes.failure },
        ]}
        value={filter.outcome ?? 'all'}
        onChange={(chosen) => onFilter({ outcome: chosen === 'all' ? undefined : chosen })}
      />
      {count > 0 && (
        <Button kind="quiet" onPress={() => void navigate({ search: {} })}>
          {texts.clear}
        </Button>
      )}
    </Filters>
  );
}
