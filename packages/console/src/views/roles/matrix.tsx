import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { ApiError } from '../../api/problem.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { useAction } from '../../ui/use-action.ts';
import { rolesQuery } from '../people/users.ts';
import { changedOf } from './changed.ts';
import type { Api, Role } from './roles.ts';

interface MatrixProps {
  roles: readonly Role[];
  apis: readonly Api[];
}

interface Change {
  role: string;
  permission: string;
  gives: boolean;
  /** The way back changes one thing, whatever else was done. */
  isUndo?: boolean;
}

/**
 * A row for each permission, a column for each role. The arrow keys go from cell to cell, and the space
 * bar gives or takes.
 */
export function Matrix({ roles, apis }: MatrixProps) {
  const texts = useTexts().matrix;
  const { one } = useTexts().roles;
  const may = useMay<
    'PUT /roles/{role}/permissions/{permission}' | 'DELETE /roles/{role}/permissions/{permission}'
  >('roles:write');
  const queries = useQueryClient();
  /**
   * Of the role as its column shows it. A list has no ETags: it is read, compared, and named in the change.
   *
   * @throws ApiError with what another administrator changed
   */
  async function unchanged(name: string): Promise<string> {
    const answer = await api.GET('/roles/{role}', { params: { path: { role: name } } });
    const seen = queries.getQueryData(rolesQuery.queryKey)?.find((role) => role.name === name);
    const changed = seen ? changedOf(seen, bodyOf(answer)) : '';
    if (changed === '') return answer.response.headers.get('etag') ?? '*';
    const detail = fill(texts.changedMeanwhile, { role: name, changed });
    throw new ApiError({ code: 'precondition_failed', status: 409, detail });
  }
  const change = useAction<Change>({
    async run({ role, permission, gives, isUndo }) {
      const init = {
        params: { path: { role, permission } },
        ...(!isUndo && { headers: { 'If-Match': await unchanged(role) } }),
      };
      return gives
        ? api.PUT('/roles/{role}/permissions/{permission}', init)
        : api.DELETE('/roles/{role}/permissions/{permission}', init);
    },
    done: ({ gives, role, permission }) =>
      fill(gives ? texts.given : texts.taken, { role, permission }),
    changes: [['roles'], ['users']],
    undo: ({ gives, ...names }) => change.mutate({ ...names, gives: !gives, isUndo: true }),
    oneAtATime: 'matrix',
  });
  const [wanted, setChosen] = useState('');
  /** Where there is little room, one role is shown at a time. */
  const chosen = roles.find(({ name }) => name === wanted) ?? roles[0];
  const mark = (name: string) => name === chosen?.name && { 'data-chosen': 'yes' };
  /** While a change is on its way, what it will be. */
  const gives = (role: Role, permission: string): boolean => {
    const { isPending, variables: wanted } = change;
    const isChanging = isPending && wanted.role === role.name && wanted.permission === permission;
    return isChanging ? wanted.gives : role.permissions.includes(permission);
  };
  return (
    <>
      <div className="narrow-only">
        <label className="field matrix-role">
          {one}
          <select
            className="input"
            value={chosen?.name}
            onChange={({ target }) => setChosen(target.value)}
          >
            {roles.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are of the boxes in it */}
      <div className="matrix-frame" onKeyDown={moveFocus}>
        <table className="matrix" aria-label={texts.title}>
          <thead>
            <tr>
              <th scope="col">{texts.permission}</th>
              {roles.map(({ name, declared }) => (
                <th key={name} scope="col" {...mark(name)}>
                  <Link to="/roles/$name" params={{ name }}>
                    {name}
                  </Link>
                  {declared && <span className="quiet">{texts.declared}</span>}
                </th>
              ))}
            </tr>
          </thead>
          {apis.map(({ id, key, name, permissions }) => (
            <tbody key={id}>
              <tr className="matrix-api">
                <th scope="rowgroup" colSpan={roles.length + 1}>
                  <Link to="/apis/$key" params={{ key }}>
                    {name}
                  </Link>{' '}
                  <code className="quiet">{id}</code>
                </th>
              </tr>
              {permissions.map((permission) => (
                <tr key={permission}>
                  <th scope="row">
                    <code>{permission}</code>
                  </th>
                  {roles.map((role) => (
                    <td key={role.name} {...mark(role.name)}>
                      {may && !role.declared ? (
                        <input
                          type="checkbox"
                          aria-label={fill(texts.cell, { role: role.name, permission })}
                          checked={gives(role, permission)}
                          onChange={({ target }) =>
                            change.mutate({ role: role.name, permission, gives: target.checked })
                          }
                        />
                      ) : gives(role, permission) ? (
                        <>
                          <Icon name="check" size={16} />
                          <span className="visually-hidden">{texts.yes}</span>
                        </>
                      ) : (
                        <span className="visually-hidden">{texts.no}</span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </>
  );
}

/** To the next box in the direction of the arrow. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[
    event.key
  ];
  const cell = (event.target as HTMLElement).closest('td');
  if (!step || !cell) return;
  const rows = [...event.currentTarget.querySelectorAll('tr')];
  let row = rows.indexOf(cell.parentElement as HTMLTableRowElement);
  let column = cell.cellIndex;
  do {
    row += step[0]!;
    column += step[1]!;
    const box = rows[row]?.cells[column]?.querySelector('input');
    if (box) {
      event.preventDefault();
      box.focus();
      return;
    }
  } while (rows[row] && column > 0 && column < rows[0]!.cells.length);
}
