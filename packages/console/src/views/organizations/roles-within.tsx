import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { ApiError } from '../../api/problem.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { GiveDialog, type Given } from '../people/give-dialog.tsx';
import type { Member, OrganizationDetails } from './organizations.ts';

interface RolesWithinProps {
  organization: string;
  /** Of the organization, where the roles are those of every member. */
  etag?: string;
  /** Whose they are; null for those of every member. */
  who: Member | null;
  roles: OrganizationDetails['roles'];
}

/**
 * Of a member as the list shows them. A list has no ETags: the member is read, and compared.
 *
 * @throws ApiError if another administrator changed their roles
 */
async function etagOf(organization: string, { id, roles }: Member): Promise<string> {
  const params = { path: { organization, id } };
  const answer = await api.GET('/organizations/{organization}/members/{id}', { params });
  if (JSON.stringify(bodyOf(answer).roles) !== JSON.stringify(roles))
    throw new ApiError({ code: 'precondition_failed', status: 412 });
  return answer.response.headers.get('etag') ?? '*';
}

/** Gives roles within an organization, and takes them: of one member, or of all. */
function useRolesWithin({ organization, etag = '*', who }: RolesWithinProps, onGiven: () => void) {
  const texts = useTexts();
  const changes = [['organizations']];
  const seen = async ({ isUndo }: Given) =>
    !isUndo && { headers: { 'If-Match': who ? await etagOf(organization, who) : etag } };
  const called = who?.name ?? texts.organizations.everyMember;
  const give = useAction<Given>({
    async run(given) {
      const { name: role, end } = given;
      const init = { ...(await seen(given)), body: { valid_until: end } };
      return who
        ? api.PUT('/organizations/{organization}/members/{id}/roles/{role}', {
            params: { path: { organization, id: who.id, role } },
            ...init,
          })
        : api.PUT('/organizations/{organization}/roles/{role}', {
            params: { path: { organization, role } },
            ...init,
          });
    },
    done: ({ name }) => fill(texts.roles.given, { name, who: called }),
    changes,
    undo: (given) => take.mutate({ ...given, isUndo: true }),
    onDone: onGiven,
  });
  const take = useAction<Given>({
    async run(given) {
      const { name: role } = given;
      const init = await seen(given);
      return who
        ? api.DELETE('/organizations/{organization}/members/{id}/roles/{role}', {
            params: { path: { organization, id: who.id, role } },
            ...init,
          })
        : api.DELETE('/organizations/{organization}/roles/{role}', {
            params: { path: { organization, role } },
            ...init,
          });
    },
    done: ({ name }) => fill(texts.roles.taken, { name, who: called }),
    changes,
    undo: (given) => give.mutate({ ...given, isUndo: true }),
  });
  return { give, take };
}

/** As a section of its own for every member, as a list for one. */
export function RolesWithin(props: RolesWithinProps) {
  const { who, roles } = props;
  const texts = useTexts();
  const may = useMay<
    | 'PUT /organizations/{organization}/members/{id}/roles/{role}'
    | 'DELETE /organizations/{organization}/members/{id}/roles/{role}'
    | 'PUT /organizations/{organization}/roles/{role}'
    | 'DELETE /organizations/{organization}/roles/{role}'
  >('roles:write here');
  const [isGiving, setGiving] = useState(false);
  const { give, take } = useRolesWithin(props, () => setGiving(false));
  const button = may && (
    <Button
      size="small"
      kind={who ? 'quiet' : 'plain'}
      {...(who && { 'aria-label': `${texts.roles.give}: ${who.name}` })}
      onPress={() => setGiving(true)}
    >
      <Icon name="plus" size={14} />
      {texts.roles.give}
    </Button>
  );
  const list = roles.length > 0 && (
    <ul className={who ? 'items' : 'panel items'}>
      {roles.map(({ name, valid_until: end }) => (
        <li key={name} className="item">
          <span className="item-name">{name}</span>
          {end && (
            <span className="quiet small">
              {texts.common.until} <Moment at={end} />
            </span>
          )}
          {may && (
            <Button
              size="small"
              kind="quiet"
              isPending={take.isPending && take.variables?.name === name}
              aria-label={`${texts.common.takeAway}: ${who ? `${name}, ${who.name}` : name}`}
              onPress={() => take.mutate({ name, end })}
            >
              {texts.common.takeAway}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
  const dialog = isGiving && (
    <GiveDialog
      kind="role"
      held={roles.map(({ name }) => name)}
      isPending={give.isPending}
      onGive={give.mutate}
      onClose={() => setGiving(false)}
    />
  );
  if (who) {
    return (
      <>
        {list}
        {button}
        {dialog}
      </>
    );
  }
  return (
    <Section title={texts.organizations.ofEveryMember} actions={button}>
      {list || <p className="panel quiet">{texts.organizations.noRoles}</p>}
      {dialog}
    </Section>
  );
}
