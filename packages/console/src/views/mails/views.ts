/** A list, what stands in it and what is added to it are opened one after the other: one file. */
export { Links } from './links.tsx';
export { Mails } from './mails.tsx';
