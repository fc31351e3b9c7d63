import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import type { User } from './users.ts';

export function StatusBadge({ user }: { user: Pick<User, 'disabled'> }) {
  const texts = useTexts().people;
  return user.disabled ? (
    <Badge kind="bad">{texts.disabled}</Badge>
  ) : (
    <Badge kind="good">{texts.active}</Badge>
  );
}
