import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading, Page } from '../../ui/page.tsx';
import { StatusBadge } from './status-badge.tsx';
import { userQuery } from './users.ts';

export function Person() {
  const { id } = useParams({ from: '/people/$id' });
  const { data: user, error, refetch } = useQuery(userQuery(id));
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!user) return <Loading />;
  return (
    <Page title={user.name} lead={user.email} actions={<StatusBadge user={user} />}>
      <p>{user.effective.roles.join(', ')}</p>
    </Page>
  );
}
