import type { Column } from '../fitted-table.ts';
import type { Fields } from './admin-command.ts';
import { column, state, time, whole } from './cells.ts';

/** Each is enough by itself. */
const ways = (value: unknown): string =>
  (value as Fields[])
    .map(({ by, path, provider, organization, members, valid_until: ends }) => {
      const way =
        by === 'group'
          ? `group ${(path as string[]).join(' > ')}`
          : by === 'organization'
            ? `${members ? 'every member of' : 'within'} ${organization}`
            : 'given';
      const from = provider == null ? '' : ` by ${provider}`;
      return `${way}${from}${ends == null ? '' : ` until ${time(ends)}`}`;
    })
    .join('; ');

/** People who have something, each with the ways by which they do. */
export const holders: readonly Column<Fields>[] = [
  ...[whole('id'), column('email'), column('name'), state],
  { title: 'BY', of: ({ ways: all }: Fields) => ways(all) },
];
