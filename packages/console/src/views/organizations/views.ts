/** A list, what stands in it and what is added to it are opened one after the other: one file. */
export { Organization } from './organization.tsx';
export { Organizations } from './organizations.tsx';
