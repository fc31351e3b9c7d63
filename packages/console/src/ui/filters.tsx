import { type ReactNode, useId, useState } from 'react';
import { fill, useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface FiltersProps {
  /** How many of them narrow the list now. */
  count: number;
  children: ReactNode;
}

/** Several filters of a list: where there is little room, behind one button that says how many are set. */
export function Filters({ count, children }: FiltersProps) {
  const id = useId();
  const texts = useTexts().common;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div className="filters-fold narrow-only">
        <Button aria-expanded={isOpen} aria-controls={id} onPress={() => setOpen(!isOpen)}>
          <Icon name="chevron" size={14} />
          {count === 0 ? texts.filters : fill(texts.filtersSet, { count })}
        </Button>
      </div>
      <div id={id} className="toolbar filters" data-open={isOpen}>
        {children}
      </div>
    </>
  );
}
