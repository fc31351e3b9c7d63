/** Whether any living client may send action links to this origin. */
export { isLinkOrigin as isRegisteredLinkOrigin } from './clients.store.ts';
