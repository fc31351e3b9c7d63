export type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
export {
  type CreatedLink,
  createLinksClient,
  type Link,
  type LinkMetadata,
  type LinksClient,
  type LinksClientOptions,
  LinksError,
  type NewLink,
} from './links.ts';
