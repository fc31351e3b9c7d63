import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm, useDialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Holders } from '../../ui/holders.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loading, Page, Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { mayWriteRoles, roleQuery } from './roles.ts';

/** One role: what it gives, and who has it by which way. */
export function Role() {
  const { name } = useParams({ from: '/roles/$name' });
  const { data, error, refetch } = useQuery(roleQuery(name));
  const texts = useTexts();
  const may = mayWriteRoles(usePermissions());
  const navigate = useNavigate();
  const { open, show, close } = useDialog<'delete'>();
  const remove = useAction({
    run: () =>
      api.DELETE('/roles/{role}', {
        params: { path: { role: name } },
        headers: { 'If-Match': data?.etag ?? '*' },
      }),
    done: () => fill(texts.matrix.deleted, { name }),
    changes: [['roles'], ['groups'], ['users']],
    onDone: () => void navigate({ to: '/roles' }),
  });
  const crumbs = (
    <nav className="crumbs" aria-label={texts.matrix.title}>
      <Link to="/roles">
        <Icon name="back" size={14} />
        {texts.matrix.title}
      </Link>
    </nav>
  );
  if (!data) {
    return (
      <>
        {crumbs}
        {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : <Loading />}
      </>
    );
  }
  const { role } = data;
  return (
    <Page
      title={name}
      above={crumbs}
      lead={role.declared && <Badge>{texts.matrix.declaredWhole}</Badge>}
      actions={
        may &&
        !role.declared && (
          <Button kind="danger" onPress={() => show('delete')}>
            {texts.matrix.delete}
          </Button>
        )
      }
    >
      <Section title={texts.matrix.gives}>
        <div className="panel badges">
          {role.permissions.length === 0 && (
            <span className="quiet">{texts.matrix.givesNothing}</span>
          )}
          {role.permissions.map((permission) => (
            <Badge key={permission}>{permission}</Badge>
          ))}
        </div>
      </Section>
      <Holders of="role" name={name} />
      {open === 'delete' && (
        <Confirm
          title={fill(texts.matrix.deleteTitle, { name })}
          text={texts.matrix.deleteText}
          submit={texts.matrix.delete}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={close}
        />
      )}
    </Page>
  );
}
