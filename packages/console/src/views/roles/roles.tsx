import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { useDialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Empty, Loading, Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { rolesQuery } from '../people/users.ts';
import { Matrix } from './matrix.tsx';
import { NewApiDialog } from './new-api-dialog.tsx';
import { NewRoleDialog } from './new-role-dialog.tsx';
import { type Api, apisQuery } from './roles.ts';

/** Which role gives which permission at which API. */
export function Roles() {
  const { q = '' } = useSearch({ from: '/roles' });
  const navigate = useNavigate({ from: '/roles' });
  const texts = useTexts().matrix;
  const mayMakeApi = useMay<'POST /apis'>('apis:write');
  const mayMakeRole = useMay<'POST /roles'>('roles:write');
  const mayApis = useMay<'GET /apis'>('apis:read');
  const { open, show, close } = useDialog<'role' | 'api'>();
  const roles = useQuery(rolesQuery);
  const apis = useQuery({ ...apisQuery, enabled: mayApis });
  const onSearch = useCallback(
    (text: string) => void navigate({ search: { q: text || undefined }, replace: true }),
    [navigate],
  );
  const wanted = q.toLowerCase();
  const shown = (roles.data ?? []).filter(({ name }) => name.toLowerCase().includes(wanted));
  const error = roles.error ?? apis.error;
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <>
          {mayMakeApi && <Button onPress={() => show('api')}>{texts.makeApi}</Button>}
          {mayMakeRole && (
            <Button kind="primary" onPress={() => show('role')}>
              {texts.makeRole}
            </Button>
          )}
        </>
      }
    >
      <div className="toolbar">
        <SearchField label={texts.search} value={q} onSearch={onSearch} />
      </div>
      {error ? (
        <ErrorNote
          error={error}
          onRetry={() => {
            void roles.refetch();
            void apis.refetch();
          }}
        />
      ) : !roles.data || apis.isLoading ? (
        <Loading />
      ) : shown.length === 0 ? (
        <Empty title={fill(texts.none, { q })} text={texts.noneText} />
      ) : (
        <Matrix roles={shown} apis={ownFirst(apis.data ?? [])} />
      )}
      {open === 'role' && <NewRoleDialog onClose={close} />}
      {open === 'api' && <NewApiDialog onClose={close} />}
    </Page>
  );
}

/** The operator's own before the one that is built in. */
const ownFirst = (apis: readonly Api[]): Api[] =>
  apis.toSorted((a, b) => Number(isBuiltIn(a)) - Number(isBuiltIn(b)));

const isBuiltIn = ({ id }: Api): boolean => id.endsWith('/admin/v1');
