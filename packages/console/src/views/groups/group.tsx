import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Here } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Crumbs } from '../../ui/crumbs.tsx';
import { NotThereYet } from '../../ui/not-there-yet.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { GroupActions } from './group-actions.tsx';
import { GroupRoles } from './group-roles.tsx';
import { groupQuery, subgroupsQuery } from './groups.ts';
import { GroupLine } from './groups.tsx';
import { GroupMembers } from './members.tsx';

/** One group: what it gives, what is below it, and who is in it. */
export function Group() {
  const { name } = useParams({ from: '/groups/$name' });
  const { data, error, refetch } = useQuery(groupQuery(name));
  const texts = useTexts();
  const crumbs = (
    <Crumbs to="/groups" title={texts.groupsView.title}>
      {data?.group.ancestors.toReversed().map((each) => (
        <span key={each}>
          {'› '}
          <Link to="/groups/$name" params={{ name: each }}>
            {each}
          </Link>
        </span>
      ))}
    </Crumbs>
  );
  if (!data) {
    return <NotThereYet above={crumbs} error={error} onRetry={() => void refetch()} />;
  }
  const { group, etag } = data;
  const own = new Set(group.roles.map((role) => role.name));
  const inherited = group.effective.roles.filter((role) => !own.has(role));
  return (
    <Here value={{ type: 'group', names: [name, ...group.ancestors] }}>
      <Page
        title={group.name}
        above={crumbs}
        lead={group.declared && <Badge>{texts.people.declared}</Badge>}
        actions={<GroupActions group={group} etag={etag} />}
      >
        <GroupRoles group={group} etag={etag} />
        {inherited.length > 0 && (
          <p className="quiet small inherited">
            {texts.groupsView.inherited} {inherited.join(', ')}
          </p>
        )}
        {group.has_subgroups && <Subgroups name={name} />}
        <GroupMembers group={name} />
      </Page>
    </Here>
  );
}

function Subgroups({ name }: { name: string }) {
  const texts = useTexts().groupsView;
  const { data = [] } = useQuery(subgroupsQuery(name));
  return (
    <Section title={texts.subgroups}>
      <ul className="panel items">
        {data.map((group) => (
          <li key={group.name} className="item">
            <GroupLine group={group} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
