import type { KeyboardEvent, ReactNode } from 'react';

export interface Column<Item> {
  key: string;
  title: string;
  /** Left out where there is little room. */
  wideOnly?: boolean;
  cell(item: Item): ReactNode;
}

interface ListProps<Item> {
  label: string;
  columns: readonly Column<Item>[];
  items: readonly Item[];
  keyOf(item: Item): string;
}

/**
 * A table whose rows lead somewhere: the link is in the first cell and reaches over the row. The arrow
 * keys go from row to row.
 */
export function List<Item>({ label, columns, items, keyOf }: ListProps<Item>) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are of the links in it
    <div className={`list-frame list-${columns.length}`} onKeyDown={moveFocus}>
      <table className="list" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ key, title, wideOnly }) => (
              <th key={key} scope="col" className={`column-${key} ${wideOnly ? 'wide-only' : ''}`}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)}>
              {columns.map(({ key, wideOnly, cell }) => (
                <td key={key} className={`column-${key} ${wideOnly ? 'wide-only' : ''}`}>
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody .row-link')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? undefined : links[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
