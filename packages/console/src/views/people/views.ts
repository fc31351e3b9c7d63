/** A list, what stands in it and what is added to it are opened one after the other: one file. */
export { Invitations } from './invitations.tsx';
export { People } from './people.tsx';
export { Person } from './person.tsx';
export { WaitingList } from './waiting.tsx';
