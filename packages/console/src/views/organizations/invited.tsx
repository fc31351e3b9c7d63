import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { InviteIntoDialog } from './invite-into-dialog.tsx';
import { invitationsQuery } from './organizations.ts';

/** Who is invited into an organization, and has not answered. */
export function Invited({ organization }: { organization: string }) {
  const texts = useTexts();
  const mayInvite = useMay<'POST /invitations'>('users:write here');
  const mayAdd = useMay<'PUT /organizations/{organization}/members/{id}'>(
    'organizations:write here',
  );
  const [isInviting, setInviting] = useState(false);
  const maySee = useMay<'GET /invitations'>('users:read here');
  const { data = [] } = useQuery({ ...invitationsQuery(organization), enabled: maySee });
  if (!maySee) return null;
  return (
    <Section
      title={texts.organizations.invited}
      actions={
        mayInvite &&
        mayAdd && (
          <Button size="small" onPress={() => setInviting(true)}>
            <Icon name="plus" size={14} />
            {texts.invitations.invite}
          </Button>
        )
      }
    >
      {data.length === 0 ? (
        <p className="panel quiet">{texts.organizations.nobodyInvited}</p>
      ) : (
        <ul className="panel items">
          {data.map(({ id, email, organization_roles: roles }) => (
            <li key={id} className="item">
              <span className="item-name">{email}</span>
              {roles.map((role) => (
                <Badge key={role}>{role}</Badge>
              ))}
            </li>
          ))}
        </ul>
      )}
      {isInviting && (
        <InviteIntoDialog organization={organization} onClose={() => setInviting(false)} />
      )}
    </Section>
  );
}
