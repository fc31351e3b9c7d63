/** A list, what stands in it and what is added to it are opened one after the other: one file. */
export { ApiView } from './api.tsx';
export { Role } from './role.tsx';
export { Roles } from './roles.tsx';
