import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Crumbs } from '../../ui/crumbs.tsx';
import { Confirm, useDialog } from '../../ui/dialog.tsx';
import { Holders } from '../../ui/holders.tsx';
import { NotThereYet } from '../../ui/not-there-yet.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { roleQuery } from './roles.ts';

/** One role: what it gives, and who has it by which way. */
export function Role() {
  const { name } = useParams({ from: '/roles/$name' });
  const { data, error, refetch } = useQuery(roleQuery(name));
  const texts = useTexts();
  const may = useMay<'DELETE /roles/{role}'>('roles:write');
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
  const crumbs = <Crumbs to="/roles" title={texts.matrix.title} />;
  if (!data) {
    return <NotThereYet above={crumbs} error={error} onRetry={() => void refetch()} />;
  }
  const { role } = data;
  return (
    <Page
      title={name}
      above={crumbs}
      lead={role.declared && texts.matrix.declaredWhole}
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
