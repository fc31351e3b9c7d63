import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { allItems } from '../../api/all-items.ts';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Section } from '../../ui/page.tsx';
import type { UserDetails } from './users.ts';

/** The organizations of a person, with their roles within. Nothing where there are none. */
export function OrganizationsSection({ user: { id } }: { user: UserDetails }) {
  const texts = useTexts().organizations;
  const { data = [] } = useQuery({
    queryKey: ['organizations', 'of', id],
    queryFn: ({ signal }) =>
      allItems((query) =>
        api.GET('/users/{id}/organizations', { signal, params: { path: { id }, query } }),
      ),
    enabled: useMay<'GET /users/{id}/organizations'>('organizations:read'),
  });
  if (data.length === 0) return null;
  return (
    <Section title={texts.title}>
      <ul className="panel items">
        {data.map(({ key, name, disabled, roles }) => (
          <li key={key} className="item">
            <Link to="/organizations/$key" params={{ key }} className="item-name">
              {name}
            </Link>
            {disabled && <Badge kind="bad">{texts.disabled}</Badge>}
            {roles.map((role) => (
              <Badge key={role.name}>{role.name}</Badge>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}
