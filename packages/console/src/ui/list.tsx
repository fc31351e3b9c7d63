import type { KeyboardEvent, ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';
import { chunkSize, chunksOf, useChunk } from './chunks.ts';

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
 * keys go from row to row. Of a long one, the rows near the window are there.
 */
export function List<Item>({ label, columns, items, keyOf }: ListProps<Item>) {
  const texts = useTexts().common;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are of the links in it
    <div className={`list-frame list-${columns.length}`} onKeyDown={moveFocus}>
      <table
        className={items.length < chunkSize ? 'list' : 'list list-long'}
        aria-label={label}
        aria-rowcount={items.length + 1}
      >
        <colgroup>
          {columns.map(({ key, wideOnly }) => (
            <col key={key} className={classOf(key, wideOnly)} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ key, title, wideOnly }) => (
              <th key={key} scope="col" className={classOf(key, wideOnly)}>
                {title || <span className="visually-hidden">{texts.actions}</span>}
              </th>
            ))}
          </tr>
        </thead>
        {chunksOf(items).map((chunk, index) => (
          <Rows key={index} index={index} columns={columns} items={chunk} keyOf={keyOf} />
        ))}
      </table>
    </div>
  );
}

const classOf = (key: string, wideOnly = false): string =>
  `column-${key}${wideOnly ? ' wide-only' : ''}`;

interface RowsProps<Item> extends Omit<ListProps<Item>, 'label'> {
  index: number;
}

function Rows<Item>({ index, columns, items, keyOf }: RowsProps<Item>) {
  const { ref, space } = useChunk<HTMLTableSectionElement>(index, items.length);
  return (
    <tbody ref={ref}>
      {space === null ? (
        items.map((item, place) => (
          <tr key={keyOf(item)} aria-rowindex={index * chunkSize + place + 2}>
            {columns.map(({ key, wideOnly, cell }) => (
              <td key={key} className={classOf(key, wideOnly)}>
                {cell(item)}
              </td>
            ))}
          </tr>
        ))
      ) : (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it takes no focus, and there is nothing in it
        <tr aria-hidden="true">
          <td colSpan={columns.length} style={{ height: space, padding: 0 }} />
        </tr>
      )}
    </tbody>
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
