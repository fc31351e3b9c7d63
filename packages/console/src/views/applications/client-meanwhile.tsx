import { useTexts } from '../../texts/texts.ts';
import { listed } from '../../ui/differences.ts';
import { Meanwhile } from '../../ui/meanwhile.tsx';
import type { ClientDetails } from './clients.ts';

/** In a dialog about a client: what others changed of it since it was opened. */
export function ClientMeanwhile({ client }: { client: ClientDetails }) {
  const texts = useTexts().applications;
  return (
    <Meanwhile
      etag={client.etag}
      facts={{
        [texts.name]: client.name,
        [texts.status]: client.disabled ? texts.stopped : texts.running,
        [texts.redirects]: listed(client.redirect_uris),
        [texts.scopes]: listed(client.scopes),
        [texts.apis]: listed(client.apis),
        [texts.roles]: listed(client.roles),
        [texts.secrets]: String(client.secrets),
      }}
    />
  );
}
