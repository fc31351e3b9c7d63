import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { userQuery } from '../views/people/users.ts';

interface WhoProps {
  name: string;
  /** Of people, where the list has told them; otherwise the person is asked for. */
  names?: Readonly<Record<string, string>>;
}

/** `user:…`, `client:shop-api`, `configuration` of the audit log, as people read it. */
export function Who({ name, names }: WhoProps) {
  const [kind, ...rest] = name.split(':');
  const id = rest.join(':');
  if (kind === 'user' && /^[0-9a-f-]{36}$/.test(id))
    return <Person id={id} known={names && (names[name] ?? null)} />;
  return <code title={name}>{name.replace(/([0-9a-f]{8})-[0-9a-f-]{27}$/, '$1…')}</code>;
}

/** @param known null where the list has none: there is no such person, or their name is not for who reads it */
function Person({ id, known }: { id: string; known: string | null | undefined }) {
  const enabled = known === undefined;
  const { data } = useQuery({ ...userQuery(id), enabled, staleTime: 60_000, retry: false });
  return (
    <Link to="/people/$id" params={{ id }}>
      {known ?? data?.name ?? <code>{id.slice(0, 8)}</code>}
    </Link>
  );
}
