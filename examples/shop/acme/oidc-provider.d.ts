/** As much of oidc-provider as Acme ID and the bench use; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

  export interface Adapter {
    upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void>;
    find(id: string): Promise<AdapterPayload | undefined>;
    findByUid(uid: string): Promise<AdapterPayload | undefined>;
    findByUserCode(userCode: string): Promise<AdapterPayload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export interface AdapterPayload {
    uid?: string;
    grantId?: string;
    consumed?: number;
    [name: string]: unknown;
  }

  export interface Interaction {
    uid: string;
    prompt: { name: string };
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export interface KoaContext {
    type: string;
    body: unknown;
    oidc: {
      client: { clientId: string };
      params: { scope?: string };
      result?: { login?: { accountId: string } };
      session: { accountId: string };
    };
  }

  type StoredToken = new (
    content: Record<string, unknown>,
  ) => {
    /** @returns its value, for the client */
    save(): Promise<string>;
  };

  export default class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    Grant: new (of: {
      clientId: string;
      accountId: string;
    }) => Grant;
    Client: { find(id: string): Promise<object | undefined> };
    AccessToken: StoredToken;
    RefreshToken: StoredToken;
    AuthorizationCode: StoredToken;
    callback(): RequestListener;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { login: { accountId: string; remember: boolean } },
    ): Promise<void>;
  }

  export const errors: { InvalidTarget: new () => Error };

  export const interactionPolicy: {
    base(): { get(name: 'login'): { checks: { add(check: unknown): void } } };
    Check: {
      new (reason: string, description: string, check: (context: KoaContext) => boolean): unknown;
      REQUEST_PROMPT: true;
      NO_NEED_TO_PROMPT: false;
    };
  };
}
