/** A list, what stands in it and what is added to it are opened one after the other: one file. */
export { Application } from './application.tsx';
export { Applications } from './applications.tsx';
export { NewApplication } from './new-application.tsx';
