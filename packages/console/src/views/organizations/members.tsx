import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { useAction } from '../../ui/use-action.ts';
import { AddMemberDialog } from './add-member-dialog.tsx';
import { type Member, membersQuery } from './organizations.ts';
import { RolesWithin } from './roles-within.tsx';

/** Who is in an organization, and what each of them has within. */
export function Members({ organization }: { organization: string }) {
  const texts = useTexts();
  const may = useMay<
    | 'PUT /organizations/{organization}/members/{id}'
    | 'DELETE /organizations/{organization}/members/{id}'
  >('organizations:write here');
  const [isAdding, setAdding] = useState(false);
  const query = useInfiniteQuery(membersQuery(organization));
  const pathTo = ({ id }: Member) => ({ params: { path: { organization, id } } });
  const remove = useAction<Member>({
    run: (member) => api.DELETE('/organizations/{organization}/members/{id}', pathTo(member)),
    done: ({ name }) => fill(texts.organizations.removed, { name }),
    changes: [['organizations']],
    takeBack: (member) => addBack(organization, member),
  });
  return (
    <Section
      title={texts.organizations.members}
      actions={
        may && (
          <Button size="small" onPress={() => setAdding(true)}>
            <Icon name="plus" size={14} />
            {texts.organizations.add}
          </Button>
        )
      }
    >
      <Pages query={query} empty={<p className="panel quiet">{texts.organizations.noMembers}</p>}>
        {(items) => (
          <ul className="panel items" aria-label={texts.organizations.members}>
            {items.map((member) => (
              <li key={member.id} className="member">
                <div className="item">
                  <span className="member-who">
                    <Link to="/people/$id" params={{ id: member.id }} className="item-name">
                      {member.name}
                    </Link>
                    <span className="quiet small">{member.email}</span>
                    {member.disabled && <Badge kind="bad">{texts.organizations.disabled}</Badge>}
                  </span>
                  {may && (
                    <Button
                      size="small"
                      kind="quiet"
                      aria-label={`${texts.organizations.remove}: ${member.name}`}
                      isPending={remove.isPending && remove.variables?.id === member.id}
                      onPress={() => remove.mutate(member)}
                    >
                      {texts.organizations.remove}
                    </Button>
                  )}
                </div>
                <RolesWithin organization={organization} who={member} roles={member.roles} />
              </li>
            ))}
          </ul>
        )}
      </Pages>
      {isAdding && <AddMemberDialog organization={organization} onClose={() => setAdding(false)} />}
    </Section>
  );
}

/** With the roles that the person had within. */
async function addBack(organization: string, { id, roles }: Member) {
  const path = { organization, id };
  let last = await api.PUT('/organizations/{organization}/members/{id}', { params: { path } });
  for (const { name: role, valid_until } of roles) {
    last = await api.PUT('/organizations/{organization}/members/{id}/roles/{role}', {
      params: { path: { ...path, role } },
      body: { valid_until },
    });
  }
  return last;
}
