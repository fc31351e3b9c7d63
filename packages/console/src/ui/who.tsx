import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { userQuery } from '../views/people/users.ts';

/** `user:…`, `client:shop-api`, `configuration` of the audit log, as people read it. */
export function Who({ name }: { name: string }) {
  const [kind, ...rest] = name.split(':');
  const id = rest.join(':');
  if (kind === 'user' && /^[0-9a-f-]{36}$/.test(id)) return <Person id={id} />;
  return <code title={name}>{name.replace(/([0-9a-f]{8})-[0-9a-f-]{27}$/, '$1…')}</code>;
}

function Person({ id }: { id: string }) {
  const { data } = useQuery({ ...userQuery(id), staleTime: 60_000, retry: false });
  return (
    <Link to="/people/$id" params={{ id }}>
      {data?.name ?? <code>{id.slice(0, 8)}</code>}
    </Link>
  );
}
