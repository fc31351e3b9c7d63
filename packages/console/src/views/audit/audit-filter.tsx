import { useNavigate } from '@tanstack/react-router';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Choose } from '../../ui/choose.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import type { Filter } from './filter.ts';

interface AuditFilterProps {
  filter: Filter;
  onFilter(change: Filter): void;
}

export function AuditFilter({ filter, onFilter }: AuditFilterProps) {
  const texts = useTexts().audit;
  const navigate = useNavigate({ from: '/audit' });
  const isNarrow = Object.values(filter).some((value) => value !== undefined);
  return (
    <div className="toolbar filters">
      {(['action', 'actor', 'subject'] as const).map((name) => (
        <SearchField
          key={name}
          label={texts.filters[name]}
          value={filter[name] ?? ''}
          onSearch={(text) => onFilter({ [name]: text.trim() || undefined })}
        />
      ))}
      {(['from', 'until'] as const).map((name) => (
        <input
          key={name}
          className="input input-date"
          type="date"
          aria-label={texts.filters[name]}
          title={texts.filters[name]}
          value={filter[name] ?? ''}
          onChange={({ target }) => onFilter({ [name]: target.value || undefined })}
        />
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
      {isNarrow && (
        <Button kind="quiet" onPress={() => void navigate({ search: {} })}>
          {texts.clear}
        </Button>
      )}
    </div>
  );
}
