import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Item } from '../api/answers.ts';
import { api, bodyOf } from '../api/client.ts';
import { useTexts } from '../texts/texts.ts';
import { Badge } from './badge.tsx';
import { type Column, List } from './list.tsx';
import { Section } from './page.tsx';
import { Pages } from './pages.tsx';
import { Way } from './way.tsx';

export type Holder = Item<'/roles/{role}/users'>;

interface HoldersProps {
  of: 'role' | 'group';
  name: string;
  /** What can be done with the list, and with one of it. */
  actions?: ReactNode;
  actionOf?: ((holder: Holder) => ReactNode) | undefined;
}

/** Who has a role, or is in a group, now, and by which ways. */
export function Holders({ of, name, actions, actionOf }: HoldersProps) {
  const texts = useTexts().holders;
  const query = useInfiniteQuery({
    queryKey: ['users', 'holders', of, name],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 50, ...(pageParam && { cursor: pageParam }) };
      return bodyOf(
        of === 'role'
          ? await api.GET('/roles/{role}/users', {
              signal,
              params: { path: { role: name }, query },
            })
          : await api.GET('/groups/{group}/users', {
              signal,
              params: { path: { group: name }, query },
            }),
      );
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });
  const columns: Column<Holder>[] = [
    {
      key: 'name',
      title: texts.name,
      cell: ({ id, name, email, disabled, ways }) => (
        <>
          <Link className="row-link" to="/people/$id" params={{ id }}>
            {name}
          </Link>{' '}
          {disabled && <Badge kind="bad">{texts.disabled}</Badge>}
          <div className="quiet small">{email}</div>
          <div className="narrow-only small">
            <Ways ways={ways} />
          </div>
        </>
      ),
    },
    {
      key: 'ways',
      title: texts.ways,
      wideOnly: true,
      cell: ({ ways }) => <Ways ways={ways} />,
    },
    ...(actionOf ? [{ key: 'actions', title: '', cell: actionOf }] : []),
  ];
  const title = of === 'role' ? texts.role : texts.group;
  return (
    <Section title={title} actions={actions}>
      <Pages
        query={query}
        empty={<p className="panel quiet">{texts[of === 'role' ? 'none' : 'noneInGroup']}</p>}
      >
        {(items) => <List label={title} columns={columns} items={items} keyOf={({ id }) => id} />}
      </Pages>
    </Section>
  );
}

const Ways = ({ ways }: { ways: Holder['ways'] }) => (
  <ul className="ways">
    {ways.map(({ path = [], provider = null, valid_until: validUntil, ...way }) => (
      <li key={`${path.join('/')} ${provider} ${way.organization} ${way.members}`}>
        <Way
          path={path}
          provider={provider}
          organization={way.organization}
          members={way.members}
          validUntil={validUntil}
        />
      </li>
    ))}
  </ul>
);
