import { type AdminOptions, adminClient } from '../admin-client.ts';
import { print } from '../print.ts';

export interface ExportOptions extends AdminOptions {
  passwordHashes?: boolean;
}

/** `sallyport users export`: prints all people as JSON Lines, as fast as they are taken. @throws StartupError */
export async function exportPeople(options: ExportOptions): Promise<void> {
  const admin = await adminClient(options);
  const query = options.passwordHashes ? '?password_hashes=true' : '';
  for await (const text of admin.text(`/users/export${query}`)) await print(text);
}
