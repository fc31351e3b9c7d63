/** A list, what stands in it and what is added to it are opened one after the other: one file. */
export { Group } from './group.tsx';
export { Groups } from './groups.tsx';
