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
  if (kind === 'user' && /^[0-9a-f-]{36}$/.test(id)) {
    // None where the list has none: there is no such person, or their name is not for who reads it.
    return names ? <Person id={id} name={names[name]} /> : <Asked id={id} />;
  }
  return <code title={name}>{name.replace(/([0-9a-f]{8})-[0-9a-f-]{27}$/, '$1…')}</code>;
}

function Asked({ id }: { id: string }) {
  const { data } = useQuery({ ...userQuery(id), staleTime: 60_000, retry: false });
  return <Person id={id} name={data?.name} />;
}

const Person = ({ id, name }: { id: string; name: string | undefined }) => (
  <Link to="/people/$id" params={{ id }}>
    {name ?? <code>{id.slice(0, 8)}</code>}
  </Link>
);
