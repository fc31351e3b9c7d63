import type { DeleteEnded } from '../directory/remove-ended.service.ts';
import { deleteEndedRoles } from './clients.store.ts';

/** Roles of clients, for `removeEnded`. */
export const removeEndedRolesOfClients: DeleteEnded = (sql, page) => deleteEndedRoles(sql, page);
