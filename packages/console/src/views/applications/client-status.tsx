import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Client } from './clients.ts';

export function ClientStatus({ client }: { client: Client }) {
  const texts = useTexts().applications;
  return client.disabled ? (
    <Badge kind="bad">{texts.stopped}</Badge>
  ) : (
    <Badge kind="good">{texts.running}</Badge>
  );
}
