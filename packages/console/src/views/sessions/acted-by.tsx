import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Who } from '../../ui/who.tsx';

/** The administrator who acts as the person in a session, if one does. */
export function ActedBy({ id }: { id: string | null }) {
  const { actedBy } = useTexts().sessions;
  return (
    id !== null && (
      <div>
        <Badge kind="warning">
          {actedBy} <Who name={`user:${id}`} />
        </Badge>
      </div>
    )
  );
}
