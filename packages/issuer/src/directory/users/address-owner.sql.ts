import type { Queryable } from '../../database/connection.ts';
import type { Fragment } from '../../database/statement.ts';
import { emailKey } from '../../runtime/email-address.ts';

/**
 * The id of the user who has this address, for a statement that looks for them: by any address that they
 * have proved, and by no other.
 */
export const ownerOfAddress = (sql: Queryable, address: string): Fragment => sql`
  (select user_id from user_addresses where lower(email collate "C") = ${emailKey(address)})`;
