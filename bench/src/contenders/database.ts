import { join } from 'node:path';
import { connect, type Sql } from '../../../packages/issuer/src/database/connection.ts';
import { preparePaths } from '../../../packages/sallyport/src/postgres/paths.ts';

/** One connection to the database of a running installation, past its issuer. */
export async function openDatabase(directory: string): Promise<Sql> {
  const { socketDir } = await preparePaths(join(directory, 'data'), { warn: () => {} } as never);
  const url = `postgres://sallyport@${encodeURIComponent(socketDir)}:5432/sallyport`;
  return connect({ url, max: 1 });
}
