/** The admin API, from its OpenAPI document: `npm run update` makes this file. */

export interface paths {
  '/users/import': {
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: {
          'application/json': {
            users: (
              | {
                  id?: string;
                  email: string;
                  email_verified?: boolean;
                  other_emails?: string[];
                  name: string;
                  password_hash?: string | null;
                  must_change_password?: boolean;
                  disabled?: boolean;
                  created_at?: string;
                  locale?: string | null;
                  profile?: { [name: string]: unknown };
                  roles?: (string | { name: string; valid_until?: string | null })[];
                  groups?: (string | { name: string; valid_until?: string | null })[];
                  identities?: { provider: string; subject: string }[];
                }
              | unknown
            )[];
            dry_run?: boolean;
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              created: number;
              existing: number;
              refused: { index: number; reason: string }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/export': {
    get: {
      parameters: { path?: never; query?: { password_hashes?: 'true' | 'false' }; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/jsonl': {
              id: string;
              email: string;
              email_verified: boolean;
              other_emails: string[];
              name: string;
              password_hash?: string | null;
              must_change_password: boolean;
              disabled: boolean;
              created_at: string;
              locale: string | null;
              profile: { [name: string]: unknown };
              roles: { name: string; valid_until: string | null }[];
              groups: { name: string; valid_until: string | null }[];
              identities: { provider: string; subject: string }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users': {
    get: {
      parameters: {
        path?: never;
        query?: {
          limit?: number;
          cursor?: string;
          q?: string;
          email?: string;
          status?: 'active' | 'disabled';
        };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                email: string;
                email_verified: boolean;
                name: string;
                disabled: boolean;
                disabled_until: string | null;
                must_change_password: boolean;
                declared: boolean;
                created_at: string;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: {
          'application/json': {
            email: string;
            name: string;
            email_verified?: boolean;
            password?: string;
            must_change_password?: boolean;
          };
        };
      };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              email: string;
              email_verified: boolean;
              name: string;
              disabled: boolean;
              disabled_until: string | null;
              must_change_password: boolean;
              declared: boolean;
              created_at: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              email: string;
              email_verified: boolean;
              name: string;
              disabled: boolean;
              disabled_until: string | null;
              must_change_password: boolean;
              declared: boolean;
              created_at: string;
              roles: { name: string; valid_until: string | null; declared: boolean }[];
              groups: { name: string; valid_until: string | null; declared: boolean }[];
              provider_groups: { name: string; provider: string }[];
              effective: {
                roles: string[];
                groups: string[];
                permissions: { [name: string]: string[] };
                valid_until: string | null;
              };
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    patch: {
      parameters: { path: { id: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: {
        content: {
          'application/json': {
            email?: string;
            email_verified?: boolean;
            name?: string;
            password?: string;
            disabled?: boolean;
            disabled_until?: string | null;
            reason?: string;
            must_change_password?: boolean;
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              email: string;
              email_verified: boolean;
              name: string;
              disabled: boolean;
              disabled_until: string | null;
              must_change_password: boolean;
              declared: boolean;
              created_at: string;
              roles: { name: string; valid_until: string | null; declared: boolean }[];
              groups: { name: string; valid_until: string | null; declared: boolean }[];
              provider_groups: { name: string; provider: string }[];
              effective: {
                roles: string[];
                groups: string[];
                permissions: { [name: string]: string[] };
                valid_until: string | null;
              };
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { id: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/former-users': {
    get: {
      parameters: {
        path?: never;
        query?: { limit?: number; cursor?: string; merged_into?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                ended_at: string;
                why: 'merged' | 'self' | 'configuration' | 'administrator';
                ended_by: string;
                merged_into: string | null;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/impersonations': {
    post: {
      parameters: { path: { id: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: { content: { 'application/json': { reason: string; lifetime?: number } } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: { 'application/json': { id: string; url: string; expires_at: string } };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/merge': {
    post: {
      parameters: { path: { id: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: { 'application/json': { into: string; reason?: string; dry_run?: boolean } };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              dry_run: boolean;
              roles: string[];
              groups: string[];
              resource_roles: number;
              organizations: string[];
              identities: number;
              addresses: string[];
              lost: {
                addresses: string[];
                password: boolean;
                passkeys: number;
                authenticator: boolean;
                consents: number;
              };
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/profile': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              name: string;
              locale: string | null;
              profile: { [name: string]: unknown };
              updated_at: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    patch: {
      parameters: { path: { id: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            locale?: string | null;
            profile?: { [name: string]: unknown };
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              name: string;
              locale: string | null;
              profile: { [name: string]: unknown };
              updated_at: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/addresses': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: { email: string; primary: boolean; verified: boolean; declared: boolean }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path: { id: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: { content: { 'application/json': { email: string } } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: { email: string; primary: boolean; verified: boolean; declared: boolean }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/addresses/{email}': {
    delete: {
      parameters: { path: { id: string; email: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/sessions': {
    get: {
      parameters: {
        path: { id: string };
        query?: { limit?: number; cursor?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                seen_at: string;
                signed_in_at: string;
                user_agent: string | null;
                address: string | null;
                application: string | null;
                impersonator: string | null;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/sessions/{session}': {
    delete: {
      parameters: { path: { id: string; session: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/sessions': {
    get: {
      parameters: {
        path?: never;
        query?: {
          limit?: number;
          cursor?: string;
          user?: string;
          client?: string;
          seen_after?: string;
          seen_before?: string;
        };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                user: { id: string; name: string | null };
                client: { id: string; name: string | null } | null;
                acr: string;
                signed_in_at: string;
                seen_at: string;
                user_agent: string | null;
                address: string | null;
                impersonator: string | null;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/sessions/{id}': {
    delete: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/grants': {
    get: {
      parameters: {
        path?: never;
        query?: { limit?: number; cursor?: string; user?: string; client?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                user: { id: string; name: string | null };
                client: { id: string; name: string | null };
                session: string | null;
                scope: string[];
                apis: string[];
                acr: string;
                created_at: string;
                expires_at: string;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/grants/{id}': {
    delete: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/links': {
    get: {
      parameters: {
        path?: never;
        query?: {
          limit?: number;
          cursor?: string;
          client?: string;
          state?: 'active' | 'used' | 'expired' | 'revoked';
        };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                state: 'active' | 'used' | 'expired' | 'revoked';
                client: string;
                origin: string;
                api: string;
                permissions: string[];
                authorization_details: { type: string; identifier: string; actions: string[] }[];
                uses: number;
                used: number;
                refused: number;
                subject: string | null;
                created_at: string;
                expires_at: string;
                revoked_at: string | null;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/links/{id}': {
    delete: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/identities': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                provider: string | null;
                issuer: string;
                subject: string;
                linked_at: string;
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path: { id: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: { content: { 'application/json': { provider: string; subject: string } } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              provider: string | null;
              issuer: string;
              subject: string;
              linked_at: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/identities/{identity}': {
    delete: {
      parameters: { path: { id: string; identity: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/applications': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                client_id: string;
                name: string;
                party: 'first' | 'third';
                scope: string[];
                apis: string[];
                authorization_details: { type: string; identifier: string; actions: string[] }[];
                agreed_at: string | null;
                signed_in_at: string | null;
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/applications/{client}': {
    delete: {
      parameters: { path: { id: string; client: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/factors': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { 'application/json': { totp: boolean; recovery_codes: number } };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/passkeys': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                name: string;
                aaguid: string;
                synced: boolean;
                user_verified: boolean;
                created_at: string;
                last_used_at: string | null;
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/passkeys/{passkey}': {
    delete: {
      parameters: { path: { id: string; passkey: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/password-reset': {
    post: {
      parameters: { path: { id: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { 'application/json': { email: string; expires_at: string } };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/groups': {
    get: {
      parameters: {
        path?: never;
        query?: {
          limit?: number;
          cursor?: string;
          q?: string;
          parent?: string;
          top?: 'true' | 'false';
          role?: string;
        };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                name: string;
                parent: string | null;
                declared: boolean;
                has_subgroups: boolean;
                roles: string[];
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: { 'application/json': { name: string; parent?: string | null; roles?: string[] } };
      };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              name: string;
              parent: string | null;
              declared: boolean;
              has_subgroups: boolean;
              roles: { name: string; valid_until: string | null; declared: boolean }[];
              ancestors: string[];
              effective: { roles: string[] };
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/groups/{group}': {
    get: {
      parameters: { path: { group: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              name: string;
              parent: string | null;
              declared: boolean;
              has_subgroups: boolean;
              roles: { name: string; valid_until: string | null; declared: boolean }[];
              ancestors: string[];
              effective: { roles: string[] };
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    patch: {
      parameters: { path: { group: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody: { content: { 'application/json': { parent: string | null } } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              name: string;
              parent: string | null;
              declared: boolean;
              has_subgroups: boolean;
              roles: { name: string; valid_until: string | null; declared: boolean }[];
              ancestors: string[];
              effective: { roles: string[] };
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { group: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/roles': {
    get: {
      parameters: {
        path?: never;
        query?: { limit?: number; cursor?: string; q?: string; permission?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: { name: string; permissions: string[]; declared: boolean }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: { content: { 'application/json': { name: string; permissions?: string[] } } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': { name: string; permissions: string[]; declared: boolean };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/roles/{role}': {
    get: {
      parameters: { path: { role: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': { name: string; permissions: string[]; declared: boolean };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    patch: {
      parameters: { path: { role: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody: { content: { 'application/json': { permissions: string[] } } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': { name: string; permissions: string[]; declared: boolean };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { role: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/roles/{role}/permissions/{permission}': {
    put: {
      parameters: {
        path: { role: string; permission: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': { name: string; permissions: string[]; declared: boolean };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { role: string; permission: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': { name: string; permissions: string[]; declared: boolean };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/roles/{role}/users': {
    get: {
      parameters: {
        path: { role: string };
        query?: { limit?: number; cursor?: string; organization?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                email: string;
                name: string;
                disabled: boolean;
                ways: {
                  by: 'assignment' | 'group' | 'organization';
                  path?: string[];
                  provider?: string | null;
                  organization?: string;
                  members?: boolean;
                  valid_until: string | null;
                  declared: boolean;
                }[];
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/groups/{group}/users': {
    get: {
      parameters: {
        path: { group: string };
        query?: { limit?: number; cursor?: string; direct?: 'true' | 'false' };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                email: string;
                name: string;
                disabled: boolean;
                ways: {
                  by: 'assignment' | 'group' | 'organization';
                  path?: string[];
                  provider?: string | null;
                  organization?: string;
                  members?: boolean;
                  valid_until: string | null;
                  declared: boolean;
                }[];
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/roles/{role}': {
    put: {
      parameters: {
        path: { id: string; role: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: { content: { 'application/json': { valid_until?: string | null } } };
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { id: string; role: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/groups/{group}': {
    put: {
      parameters: {
        path: { id: string; group: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: { content: { 'application/json': { valid_until?: string | null } } };
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { id: string; group: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/groups/{group}/roles/{role}': {
    put: {
      parameters: {
        path: { group: string; role: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: { content: { 'application/json': { valid_until?: string | null } } };
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { group: string; role: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/resource-roles': {
    get: {
      parameters: {
        path?: never;
        query: { limit?: number; cursor?: string; holder: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                holder: string;
                type: string;
                identifier: string;
                role: string;
                valid_until: string | null;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    put: {
      parameters: { path?: never; query?: never; header?: never };
      requestBody: {
        content: {
          'application/json': {
            holder: string;
            type: string;
            identifier: string;
            role: string;
            valid_until?: string | null;
          };
        };
      };
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path?: never;
        query: { holder: string; type: string; identifier: string; role: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/resource-roles/of-resource': {
    get: {
      parameters: {
        path?: never;
        query: { limit?: number; cursor?: string; type: string; identifier: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                holder: string;
                type: string;
                identifier: string;
                role: string;
                valid_until: string | null;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/organizations': {
    get: {
      parameters: {
        path?: never;
        query?: { limit?: number; cursor?: string; q?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                key: string;
                name: string;
                disabled: boolean;
                created_at: string;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: { content: { 'application/json': { key: string; name: string } } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              key: string;
              name: string;
              disabled: boolean;
              created_at: string;
              roles: { name: string; valid_until: string | null }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/organizations/{organization}': {
    get: {
      parameters: { path: { organization: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              key: string;
              name: string;
              disabled: boolean;
              created_at: string;
              roles: { name: string; valid_until: string | null }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    patch: {
      parameters: {
        path: { organization: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: { content: { 'application/json': { name?: string; disabled?: boolean } } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              key: string;
              name: string;
              disabled: boolean;
              created_at: string;
              roles: { name: string; valid_until: string | null }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { organization: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/organizations/{organization}/members': {
    get: {
      parameters: {
        path: { organization: string };
        query?: { limit?: number; cursor?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                email: string;
                name: string;
                disabled: boolean;
                joined_at: string;
                roles: { name: string; valid_until: string | null }[];
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/organizations/{organization}/members/{id}': {
    get: {
      parameters: { path: { organization: string; id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              email: string;
              name: string;
              disabled: boolean;
              joined_at: string;
              roles: { name: string; valid_until: string | null }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    put: {
      parameters: {
        path: { organization: string; id: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { organization: string; id: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/organizations/{organization}/members/{id}/roles/{role}': {
    put: {
      parameters: {
        path: { organization: string; id: string; role: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: { content: { 'application/json': { valid_until?: string | null } } };
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { organization: string; id: string; role: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/organizations/{organization}/roles/{role}': {
    put: {
      parameters: {
        path: { organization: string; role: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: { content: { 'application/json': { valid_until?: string | null } } };
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { organization: string; role: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/users/{id}/organizations': {
    get: {
      parameters: {
        path: { id: string };
        query?: { limit?: number; cursor?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                key: string;
                name: string;
                disabled: boolean;
                created_at: string;
                joined_at: string;
                roles: { name: string; valid_until: string | null }[];
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/organizations/{organization}/domains': {
    get: {
      parameters: {
        path: { organization: string };
        query?: { limit?: number; cursor?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                domain: string;
                provider: string | null;
                admits: boolean;
                verified: boolean;
                challenge: { name: string; value: string } | null;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/organizations/{organization}/domains/{domain}': {
    put: {
      parameters: { path: { organization: string; domain: string }; query?: never; header?: never };
      requestBody?: {
        content: {
          'application/json': { provider?: string | null; admits?: boolean; verified?: boolean };
        };
      };
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { organization: string; domain: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/organizations/{organization}/domains/{domain}/verify': {
    post: {
      parameters: {
        path: { organization: string; domain: string };
        query?: never;
        header?: { 'Idempotency-Key'?: string };
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              domain: string;
              provider: string | null;
              admits: boolean;
              verified: boolean;
              challenge: { name: string; value: string } | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/organizations/{organization}/branding': {
    get: {
      parameters: { path: { organization: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              name?: string;
              logo?: string;
              logo_dark?: string;
              favicon?: string;
              colors?: {
                accent?: string;
                accent_dark?: string;
                background?: string;
                background_dark?: string;
              };
              terms_url?: string;
              privacy_url?: string;
              imprint_url?: string;
              support_url?: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    put: {
      parameters: {
        path: { organization: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            logo?: string;
            logo_dark?: string;
            favicon?: string;
            colors?: {
              accent?: string;
              accent_dark?: string;
              background?: string;
              background_dark?: string;
            };
            terms_url?: string;
            privacy_url?: string;
            imprint_url?: string;
            support_url?: string;
          };
        };
      };
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { organization: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/apis': {
    get: {
      parameters: {
        path?: never;
        query?: { limit?: number; cursor?: string; q?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                key: string;
                id: string;
                name: string;
                names: { [name: string]: string } | null;
                claims: ('name' | 'email')[];
                signing_alg: 'ES256' | 'RS256';
                jwt_type: 'at+jwt' | 'JWT';
                acr: 'aal1' | 'aal2' | 'phr';
                audience_group: string | null;
                authorization_details: {
                  type: string;
                  hierarchical?: boolean;
                  actions: {
                    name: string;
                    permission: string;
                    text: string | { [name: string]: string };
                  }[];
                }[];
                permissions: string[];
                declared: boolean;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: {
          'application/json': {
            id: string;
            name: string;
            names?: { [name: string]: string } | null;
            claims?: ('name' | 'email')[];
            signing_alg?: 'ES256' | 'RS256';
            jwt_type?: 'at+jwt' | 'JWT';
            acr?: 'aal1' | 'aal2' | 'phr';
            audience_group?: string | null;
            authorization_details?: {
              type: string;
              hierarchical?: boolean;
              actions: {
                name: string;
                permission: string;
                text: string | { [name: string]: string };
              }[];
            }[];
            permissions?: string[];
          };
        };
      };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              key: string;
              id: string;
              name: string;
              names: { [name: string]: string } | null;
              claims: ('name' | 'email')[];
              signing_alg: 'ES256' | 'RS256';
              jwt_type: 'at+jwt' | 'JWT';
              acr: 'aal1' | 'aal2' | 'phr';
              audience_group: string | null;
              authorization_details: {
                type: string;
                hierarchical?: boolean;
                actions: {
                  name: string;
                  permission: string;
                  text: string | { [name: string]: string };
                }[];
              }[];
              permissions: string[];
              declared: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/apis/{api}': {
    get: {
      parameters: { path: { api: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              key: string;
              id: string;
              name: string;
              names: { [name: string]: string } | null;
              claims: ('name' | 'email')[];
              signing_alg: 'ES256' | 'RS256';
              jwt_type: 'at+jwt' | 'JWT';
              acr: 'aal1' | 'aal2' | 'phr';
              audience_group: string | null;
              authorization_details: {
                type: string;
                hierarchical?: boolean;
                actions: {
                  name: string;
                  permission: string;
                  text: string | { [name: string]: string };
                }[];
              }[];
              permissions: string[];
              declared: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    patch: {
      parameters: { path: { api: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            names?: { [name: string]: string } | null;
            claims?: ('name' | 'email')[];
            signing_alg?: 'ES256' | 'RS256';
            jwt_type?: 'at+jwt' | 'JWT';
            acr?: 'aal1' | 'aal2' | 'phr';
            audience_group?: string | null;
            authorization_details?: {
              type: string;
              hierarchical?: boolean;
              actions: {
                name: string;
                permission: string;
                text: string | { [name: string]: string };
              }[];
            }[];
            permissions?: string[];
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              key: string;
              id: string;
              name: string;
              names: { [name: string]: string } | null;
              claims: ('name' | 'email')[];
              signing_alg: 'ES256' | 'RS256';
              jwt_type: 'at+jwt' | 'JWT';
              acr: 'aal1' | 'aal2' | 'phr';
              audience_group: string | null;
              authorization_details: {
                type: string;
                hierarchical?: boolean;
                actions: {
                  name: string;
                  permission: string;
                  text: string | { [name: string]: string };
                }[];
              }[];
              permissions: string[];
              declared: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { api: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/invitations': {
    get: {
      parameters: {
        path?: never;
        query?: {
          limit?: number;
          cursor?: string;
          email?: string;
          organization?: string;
          status?: 'open' | 'accepted' | 'withdrawn' | 'expired';
        };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                email: string;
                name: string | null;
                roles: string[];
                groups: string[];
                organization: string | null;
                organization_roles: string[];
                client: string | null;
                status: 'open' | 'accepted' | 'withdrawn' | 'expired';
                invited_by: string;
                created_at: string;
                sent_at: string;
                expires_at: string;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: {
          'application/json': {
            email: string;
            name?: string;
            inviter?: string;
            language?: string;
            organization?: string;
            organization_roles?: string[];
            roles?: string[];
            groups?: string[];
            client?: string;
            expires_in?: number;
          };
        };
      };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              email: string;
              name: string | null;
              roles: string[];
              groups: string[];
              organization: string | null;
              organization_roles: string[];
              client: string | null;
              status: 'open' | 'accepted' | 'withdrawn' | 'expired';
              invited_by: string;
              created_at: string;
              sent_at: string;
              expires_at: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/invitations/{id}': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              email: string;
              name: string | null;
              roles: string[];
              groups: string[];
              organization: string | null;
              organization_roles: string[];
              client: string | null;
              status: 'open' | 'accepted' | 'withdrawn' | 'expired';
              invited_by: string;
              created_at: string;
              sent_at: string;
              expires_at: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { id: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/invitations/{id}/resend': {
    post: {
      parameters: { path: { id: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody?: { content: { 'application/json': { expires_in?: number } } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              email: string;
              name: string | null;
              roles: string[];
              groups: string[];
              organization: string | null;
              organization_roles: string[];
              client: string | null;
              status: 'open' | 'accepted' | 'withdrawn' | 'expired';
              invited_by: string;
              created_at: string;
              sent_at: string;
              expires_at: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/waiting-list': {
    get: {
      parameters: { path?: never; query?: { limit?: number; cursor?: string }; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: { id: string; email: string; name: string; joined_at: string }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/waiting-list/{id}/approve': {
    post: {
      parameters: { path: { id: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody?: {
        content: {
          'application/json': {
            roles?: string[];
            groups?: string[];
            client?: string;
            expires_in?: number;
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              email: string;
              name: string | null;
              roles: string[];
              groups: string[];
              organization: string | null;
              organization_roles: string[];
              client: string | null;
              status: 'open' | 'accepted' | 'withdrawn' | 'expired';
              invited_by: string;
              created_at: string;
              sent_at: string;
              expires_at: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/waiting-list/{id}': {
    delete: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/clients': {
    get: {
      parameters: {
        path?: never;
        query?: { limit?: number; cursor?: string; q?: string; role?: string; api?: string };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                name: string;
                type: 'web' | 'native' | 'spa' | 'service';
                auth_method: 'client_secret_basic' | 'client_secret_post' | 'none';
                pkce: 'required' | 'optional';
                link_origins: string[];
                redirect_uris: string[];
                post_logout_redirect_uris: string[];
                grants: (
                  | 'authorization_code'
                  | 'refresh_token'
                  | 'client_credentials'
                  | 'urn:ietf:params:oauth:grant-type:token-exchange'
                  | 'urn:ietf:params:oauth:grant-type:device_code'
                )[];
                scopes: string[];
                apis: string[];
                authorization_details_types: string[];
                serves: string[];
                party: 'first' | 'third';
                sign_in: {
                  ways?: ('password' | 'passkey' | 'email_code' | 'magic_link')[];
                  acr?: 'aal1' | 'aal2' | 'phr';
                  max_age?: number;
                  identifier_first?: boolean;
                  verified_address?: 'optional' | 'required';
                  remember_device?: number | null;
                } | null;
                id_token_alg: 'RS256' | 'ES256';
                roles: string[];
                disabled: boolean;
                declared: boolean;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: {
          'application/json': {
            id: string;
            name: string;
            type: 'web' | 'native' | 'spa' | 'service';
            auth_method?: 'client_secret_basic' | 'client_secret_post' | 'none';
            pkce?: 'required' | 'optional';
            link_origins?: string[];
            redirect_uris?: string[];
            post_logout_redirect_uris?: string[];
            grants?: (
              | 'authorization_code'
              | 'refresh_token'
              | 'client_credentials'
              | 'urn:ietf:params:oauth:grant-type:token-exchange'
              | 'urn:ietf:params:oauth:grant-type:device_code'
            )[];
            scopes?: string[];
            apis?: string[];
            authorization_details_types?: string[];
            serves?: string[];
            party?: 'first' | 'third';
            sign_in?: {
              ways?: ('password' | 'passkey' | 'email_code' | 'magic_link')[];
              acr?: 'aal1' | 'aal2' | 'phr';
              max_age?: number;
              identifier_first?: boolean;
              verified_address?: 'optional' | 'required';
              remember_device?: number | null;
            } | null;
            id_token_alg?: 'RS256' | 'ES256';
            roles?: string[];
          };
        };
      };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              name: string;
              type: 'web' | 'native' | 'spa' | 'service';
              auth_method: 'client_secret_basic' | 'client_secret_post' | 'none';
              pkce: 'required' | 'optional';
              link_origins: string[];
              redirect_uris: string[];
              post_logout_redirect_uris: string[];
              grants: (
                | 'authorization_code'
                | 'refresh_token'
                | 'client_credentials'
                | 'urn:ietf:params:oauth:grant-type:token-exchange'
                | 'urn:ietf:params:oauth:grant-type:device_code'
              )[];
              scopes: string[];
              apis: string[];
              authorization_details_types: string[];
              serves: string[];
              party: 'first' | 'third';
              sign_in: {
                ways?: ('password' | 'passkey' | 'email_code' | 'magic_link')[];
                acr?: 'aal1' | 'aal2' | 'phr';
                max_age?: number;
                identifier_first?: boolean;
                verified_address?: 'optional' | 'required';
                remember_device?: number | null;
              } | null;
              id_token_alg: 'RS256' | 'ES256';
              roles: string[];
              disabled: boolean;
              declared: boolean;
              secrets: number;
              secret_version: string | null;
              given_roles: { name: string; valid_until: string | null; declared: boolean }[];
              client_secret: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/clients/{id}': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              name: string;
              type: 'web' | 'native' | 'spa' | 'service';
              auth_method: 'client_secret_basic' | 'client_secret_post' | 'none';
              pkce: 'required' | 'optional';
              link_origins: string[];
              redirect_uris: string[];
              post_logout_redirect_uris: string[];
              grants: (
                | 'authorization_code'
                | 'refresh_token'
                | 'client_credentials'
                | 'urn:ietf:params:oauth:grant-type:token-exchange'
                | 'urn:ietf:params:oauth:grant-type:device_code'
              )[];
              scopes: string[];
              apis: string[];
              authorization_details_types: string[];
              serves: string[];
              party: 'first' | 'third';
              sign_in: {
                ways?: ('password' | 'passkey' | 'email_code' | 'magic_link')[];
                acr?: 'aal1' | 'aal2' | 'phr';
                max_age?: number;
                identifier_first?: boolean;
                verified_address?: 'optional' | 'required';
                remember_device?: number | null;
              } | null;
              id_token_alg: 'RS256' | 'ES256';
              roles: string[];
              disabled: boolean;
              declared: boolean;
              secrets: number;
              secret_version: string | null;
              given_roles: { name: string; valid_until: string | null; declared: boolean }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    patch: {
      parameters: { path: { id: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            pkce?: 'required' | 'optional';
            link_origins?: string[];
            redirect_uris?: string[];
            post_logout_redirect_uris?: string[];
            grants?: (
              | 'authorization_code'
              | 'refresh_token'
              | 'client_credentials'
              | 'urn:ietf:params:oauth:grant-type:token-exchange'
              | 'urn:ietf:params:oauth:grant-type:device_code'
            )[];
            scopes?: string[];
            apis?: string[];
            authorization_details_types?: string[];
            serves?: string[];
            party?: 'first' | 'third';
            sign_in?: {
              ways?: ('password' | 'passkey' | 'email_code' | 'magic_link')[];
              acr?: 'aal1' | 'aal2' | 'phr';
              max_age?: number;
              identifier_first?: boolean;
              verified_address?: 'optional' | 'required';
              remember_device?: number | null;
            } | null;
            id_token_alg?: 'RS256' | 'ES256';
            disabled?: boolean;
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              name: string;
              type: 'web' | 'native' | 'spa' | 'service';
              auth_method: 'client_secret_basic' | 'client_secret_post' | 'none';
              pkce: 'required' | 'optional';
              link_origins: string[];
              redirect_uris: string[];
              post_logout_redirect_uris: string[];
              grants: (
                | 'authorization_code'
                | 'refresh_token'
                | 'client_credentials'
                | 'urn:ietf:params:oauth:grant-type:token-exchange'
                | 'urn:ietf:params:oauth:grant-type:device_code'
              )[];
              scopes: string[];
              apis: string[];
              authorization_details_types: string[];
              serves: string[];
              party: 'first' | 'third';
              sign_in: {
                ways?: ('password' | 'passkey' | 'email_code' | 'magic_link')[];
                acr?: 'aal1' | 'aal2' | 'phr';
                max_age?: number;
                identifier_first?: boolean;
                verified_address?: 'optional' | 'required';
                remember_device?: number | null;
              } | null;
              id_token_alg: 'RS256' | 'ES256';
              roles: string[];
              disabled: boolean;
              declared: boolean;
              secrets: number;
              secret_version: string | null;
              given_roles: { name: string; valid_until: string | null; declared: boolean }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { id: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/clients/{id}/last-token': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { 'application/json': { issued_at: string | null; grant_type: string | null } };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/clients/{id}/secrets': {
    post: {
      parameters: { path: { id: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody?: never;
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: { 'application/json': { client_secret: string } };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/clients/{id}/secrets/former': {
    delete: {
      parameters: { path: { id: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/clients/{id}/roles/{role}': {
    put: {
      parameters: {
        path: { id: string; role: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: { content: { 'application/json': { valid_until?: string | null } } };
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { id: string; role: string };
        query?: never;
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/overview': {
    get: {
      parameters: { path?: never; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              traffic: {
                from: string;
                requests: number[];
                swap_hits: number[];
                swap_misses: number[];
                refusals: { reason: string; count: number; minutes: number[] }[];
                processes: number;
                silent: string[];
              } | null;
              sign_ins: {
                from: string;
                started: number[];
                refused: number[];
                more: boolean;
              } | null;
              ends_soon: {
                kind: 'invitation' | 'role' | 'group' | 'organization_role' | 'resource_role';
                subject: string;
                name: string;
                what: string | null;
                within: string | null;
                ends_at: string;
              }[];
              needs: {
                waiting_people: { count: number; more: boolean } | null;
                failed_mails: { count: number; more: boolean } | null;
                former_secrets: { count: number; more: boolean } | null;
                failing_providers:
                  | { id: string; name: string; reason: string; since: string; at: string }[]
                  | null;
                old_keys: string[] | null;
                gateways: number | null;
                gateways_behind: string[] | null;
                unsealed_since: string | null;
              };
              left_out: string[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/gateways': {
    get: {
      parameters: { path?: never; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                name: string;
                joined_at: string;
                leases: number;
                position: number;
                lag: number;
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/gateways/barriers': {
    get: {
      parameters: { path?: never; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: { at: string; waited_ms: number; gateways: number; acknowledged: number }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/routes': {
    get: {
      parameters: { path?: never; query?: { limit?: number; cursor?: string }; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: { id: string; declared: boolean; definition: { [name: string]: unknown } }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: {
          'application/json': {
            id: string;
            definition: {
              host?: string;
              path: string;
              methods?: string[];
              upstream: string | { url: string; weight?: number }[];
              upstream_protocol?: 'http1' | 'http2';
              strip_prefix?: string;
              api?: string;
              authenticate?: 'none' | ('bearer' | 'cookie' | 'client_secret')[];
              cors?:
                | 'upstream'
                | {
                    origins: string[];
                    methods?: string[];
                    headers?: string[];
                    credentials?: boolean;
                    max_age?: number;
                    expose?: string[];
                  };
              forward_headers?: string[];
              limits?: {
                connect_timeout?: number;
                response_timeout?: number;
                body_timeout?: number;
                stream_timeout?: number;
                upload_timeout?: number;
              };
              health?: {
                path: string;
                interval?: number;
                timeout?: number;
                healthy_status?: number[];
              };
              rate_limits?: {
                per: 'user' | 'client' | 'address' | 'route';
                limit: number;
                window: number;
              }[];
              require?: {
                permissions?: string[];
                scopes?: string[];
                roles?: string[];
                acr?: string[];
                max_age?: number;
                organization?: true | string;
                details?: { type: string; identifier: string; actions: string[] };
              };
            };
          };
        };
      };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              declared: boolean;
              definition: { [name: string]: unknown };
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/routes/{id}': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              declared: boolean;
              definition: { [name: string]: unknown };
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    put: {
      parameters: { path: { id: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody: {
        content: {
          'application/json': {
            definition: {
              host?: string;
              path: string;
              methods?: string[];
              upstream: string | { url: string; weight?: number }[];
              upstream_protocol?: 'http1' | 'http2';
              strip_prefix?: string;
              api?: string;
              authenticate?: 'none' | ('bearer' | 'cookie' | 'client_secret')[];
              cors?:
                | 'upstream'
                | {
                    origins: string[];
                    methods?: string[];
                    headers?: string[];
                    credentials?: boolean;
                    max_age?: number;
                    expose?: string[];
                  };
              forward_headers?: string[];
              limits?: {
                connect_timeout?: number;
                response_timeout?: number;
                body_timeout?: number;
                stream_timeout?: number;
                upload_timeout?: number;
              };
              health?: {
                path: string;
                interval?: number;
                timeout?: number;
                healthy_status?: number[];
              };
              rate_limits?: {
                per: 'user' | 'client' | 'address' | 'route';
                limit: number;
                window: number;
              }[];
              require?: {
                permissions?: string[];
                scopes?: string[];
                roles?: string[];
                acr?: string[];
                max_age?: number;
                organization?: true | string;
                details?: { type: string; identifier: string; actions: string[] };
              };
            };
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              declared: boolean;
              definition: { [name: string]: unknown };
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { id: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/trusted-issuers': {
    get: {
      parameters: { path?: never; query?: { limit?: number; cursor?: string }; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                key: string;
                issuer: string;
                profile: string;
                audiences: { [name: string]: string };
                without_audience: string | null;
                map: { [name: string]: unknown };
                declared: boolean;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: {
          'application/json': {
            issuer: string;
            audience?: string;
            audiences?: { [name: string]: string };
            without_audience?: string;
            profile?: 'rfc9068' | 'any-jwt' | 'id-token';
            map: {
              sub: string | string[];
              roles?: string | string[];
              role_names?: { [name: string]: string };
            };
          };
        };
      };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              key: string;
              issuer: string;
              profile: string;
              audiences: { [name: string]: string };
              without_audience: string | null;
              map: { [name: string]: unknown };
              declared: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/trusted-issuers/{issuer}': {
    get: {
      parameters: { path: { issuer: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              key: string;
              issuer: string;
              profile: string;
              audiences: { [name: string]: string };
              without_audience: string | null;
              map: { [name: string]: unknown };
              declared: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    put: {
      parameters: { path: { issuer: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody: {
        content: {
          'application/json': {
            audience?: string;
            audiences?: { [name: string]: string };
            without_audience?: string;
            profile?: 'rfc9068' | 'any-jwt' | 'id-token';
            map: {
              sub: string | string[];
              roles?: string | string[];
              role_names?: { [name: string]: string };
            };
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              key: string;
              issuer: string;
              profile: string;
              audiences: { [name: string]: string };
              without_audience: string | null;
              map: { [name: string]: unknown };
              declared: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { issuer: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/policies': {
    get: {
      parameters: { path?: never; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                name: string;
                definition: { [name: string]: unknown };
                default: boolean;
                declared: boolean;
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/policies/{policy}': {
    get: {
      parameters: { path: { policy: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              name: string;
              definition: { [name: string]: unknown };
              default: boolean;
              declared: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    put: {
      parameters: { path: { policy: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody: { content: { 'application/json': { definition: { [name: string]: unknown } } } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              name: string;
              definition: { [name: string]: unknown };
              default: boolean;
              declared: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path: { policy: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/branding': {
    get: {
      parameters: { path?: never; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              name?: string;
              logo?: string;
              logo_dark?: string;
              favicon?: string;
              css?: string;
              colors?: {
                accent?: string;
                accent_dark?: string;
                background?: string;
                background_dark?: string;
              };
              terms_url?: string;
              privacy_url?: string;
              imprint_url?: string;
              support_url?: string;
              declared: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    put: {
      parameters: { path?: never; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            logo?: string;
            logo_dark?: string;
            favicon?: string;
            css?: string;
            colors?: {
              accent?: string;
              accent_dark?: string;
              background?: string;
              background_dark?: string;
            };
            terms_url?: string;
            privacy_url?: string;
            imprint_url?: string;
            support_url?: string;
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              name?: string;
              logo?: string;
              logo_dark?: string;
              favicon?: string;
              css?: string;
              colors?: {
                accent?: string;
                accent_dark?: string;
                background?: string;
                background_dark?: string;
              };
              terms_url?: string;
              privacy_url?: string;
              imprint_url?: string;
              support_url?: string;
              declared: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: { path?: never; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/keys': {
    get: {
      parameters: { path?: never; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                kid: string;
                use: 'sig' | 'seal';
                alg: 'ES256' | 'RS256' | 'XAES-256-GCM';
                state: 'next' | 'signing' | 'published' | 'retired' | 'withdrawn';
                created_at: string;
                signs_from: string;
                retired_at: string | null;
                published_until: string | null;
                withdrawn_at: string | null;
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/keys/rotate': {
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody?: {
        content: { 'application/json': { alg?: 'ES256' | 'RS256' | 'XAES-256-GCM' } };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                kid: string;
                use: 'sig' | 'seal';
                alg: 'ES256' | 'RS256' | 'XAES-256-GCM';
                state: 'next' | 'signing' | 'published' | 'retired' | 'withdrawn';
                created_at: string;
                signs_from: string;
                retired_at: string | null;
                published_until: string | null;
                withdrawn_at: string | null;
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/keys/{kid}/withdraw': {
    post: {
      parameters: { path: { kid: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              kid: string;
              use: 'sig' | 'seal';
              alg: 'ES256' | 'RS256' | 'XAES-256-GCM';
              state: 'next' | 'signing' | 'published' | 'retired' | 'withdrawn';
              created_at: string;
              signs_from: string;
              retired_at: string | null;
              published_until: string | null;
              withdrawn_at: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/providers': {
    get: {
      parameters: { path?: never; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                name: string;
                client_id: string;
                scopes: string[];
                hidden: boolean;
                domains: string[];
                required_for_domains: string[];
                trusted_for_domains: string[];
                default_groups: string[];
                type: string;
                issuer: string;
                declared: boolean;
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: {
          'application/json': {
            name?: string;
            client_id: string;
            scopes?: string[];
            hidden?: boolean;
            domains?: string[];
            required_for_domains?: string[];
            trusted_for_domains?: string[];
            default_groups?: string[];
            client_secret?: string;
            private_key?: string;
            settings?: { [name: string]: unknown };
            id: string;
            type:
              | 'oidc'
              | 'oauth2'
              | 'google'
              | 'microsoft'
              | 'apple'
              | 'github'
              | 'facebook'
              | 'gitlab'
              | 'linkedin'
              | 'slack'
              | 'discord'
              | 'x'
              | 'amazon';
          };
        };
      };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              name: string;
              client_id: string;
              scopes: string[];
              hidden: boolean;
              domains: string[];
              required_for_domains: string[];
              trusted_for_domains: string[];
              default_groups: string[];
              type: string;
              issuer: string;
              declared: boolean;
              settings: { [name: string]: unknown };
              has_secret: boolean;
              secret_version: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/providers/{id}/test': {
    post: {
      parameters: { path: { id: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              leads_to: string | null;
              redirect_uri: string;
              failure: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/providers/{id}': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              name: string;
              client_id: string;
              scopes: string[];
              hidden: boolean;
              domains: string[];
              required_for_domains: string[];
              trusted_for_domains: string[];
              default_groups: string[];
              type: string;
              issuer: string;
              declared: boolean;
              settings: { [name: string]: unknown };
              has_secret: boolean;
              secret_version: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    patch: {
      parameters: { path: { id: string }; query?: never; header?: { 'If-Match'?: string } };
      requestBody?: {
        content: {
          'application/json': {
            name?: string;
            client_id?: string;
            scopes?: string[];
            hidden?: boolean;
            domains?: string[];
            required_for_domains?: string[];
            trusted_for_domains?: string[];
            default_groups?: string[];
            client_secret?: string;
            private_key?: string;
            settings?: { [name: string]: unknown };
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              id: string;
              name: string;
              client_id: string;
              scopes: string[];
              hidden: boolean;
              domains: string[];
              required_for_domains: string[];
              trusted_for_domains: string[];
              default_groups: string[];
              type: string;
              issuer: string;
              declared: boolean;
              settings: { [name: string]: unknown };
              has_secret: boolean;
              secret_version: string;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
    delete: {
      parameters: {
        path: { id: string };
        query?: { force?: 'true' | 'false' };
        header?: { 'If-Match'?: string };
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/configuration': {
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody: {
        content: {
          'application/json': {
            declaration: { [name: string]: unknown };
            issuer_url: string;
            gateway_clients?: string[];
            dry_run?: boolean;
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              changed: boolean;
              summary: { added: string[]; changed: string[]; removed: string[] };
              given: string[];
              taken: string[];
              taken_over: string[];
              drift: string[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/audit': {
    get: {
      parameters: {
        path?: never;
        query?: {
          limit?: number;
          cursor?: string;
          actor?: string;
          subject?: string;
          action?: string;
          outcome?: 'success' | 'failure';
          address?: string;
          from?: string;
          until?: string;
        };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: number;
                at: string;
                action: string;
                actor: string;
                act: string | null;
                subjects: string[];
                outcome: 'success' | 'failure';
                detail: { [name: string]: unknown };
                address: string | null;
                network: string | null;
                user_agent: string | null;
                erased: boolean;
                names: { [name: string]: string };
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/audit/export': {
    get: {
      parameters: {
        path?: never;
        query?: {
          actor?: string;
          subject?: string;
          action?: string;
          outcome?: 'success' | 'failure';
          address?: string;
          from?: string;
          until?: string;
        };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/jsonl': {
              id: number;
              at: string;
              action: string;
              actor: string;
              act: string | null;
              subjects: string[];
              outcome: 'success' | 'failure';
              detail: { [name: string]: unknown };
              address: string | null;
              network: string | null;
              user_agent: string | null;
              erased: boolean;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/audit/chain': {
    get: {
      parameters: { path?: never; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              number: number;
              hash: string;
              unsealed_since: string | null;
              kept_since: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/mails': {
    get: {
      parameters: {
        path?: never;
        query?: {
          limit?: number;
          cursor?: string;
          status?: 'queued' | 'sent' | 'failed' | 'expired';
        };
        header?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                kind: string;
                language: string;
                recipient: string;
                status: 'queued' | 'sent' | 'failed' | 'expired';
                attempts: number;
                last_error: string | null;
                created_at: string;
                next_attempt_at: string | null;
                ended_at: string | null;
              }[];
              next_cursor: string | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/mails/{id}/retry': {
    post: {
      parameters: { path: { id: string }; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/receipts': {
    get: {
      parameters: { path?: never; query: { token: string }; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                at: string;
                gateway: string;
                instance: string;
                mode: 'gateway' | 'decide';
                method: string;
                host: string;
                path: string;
                address: string;
                status: number;
                error: string;
                reason: string;
                route: string | null;
                api: string | null;
                rule: { name: string; missing: string[] } | null;
                credentials: 'access_token' | 'session_cookie' | 'client_secret' | 'none';
                caller: {
                  kind?: 'user' | 'client' | 'link';
                  sub?: string;
                  client?: string;
                  token?: string;
                  grant?: string;
                  session?: string;
                } | null;
                facts: {
                  epoch: string;
                  position: number | null;
                  read_at: number | null;
                  age_ms: number | null;
                };
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/receipts/{id}': {
    get: {
      parameters: { path: { id: string }; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              items: {
                id: string;
                at: string;
                gateway: string;
                instance: string;
                mode: 'gateway' | 'decide';
                method: string;
                host: string;
                path: string;
                address: string;
                status: number;
                error: string;
                reason: string;
                route: string | null;
                api: string | null;
                rule: { name: string; missing: string[] } | null;
                credentials: 'access_token' | 'session_cookie' | 'client_secret' | 'none';
                caller: {
                  kind?: 'user' | 'client' | 'link';
                  sub?: string;
                  client?: string;
                  token?: string;
                  grant?: string;
                  session?: string;
                } | null;
                facts: {
                  epoch: string;
                  position: number | null;
                  read_at: number | null;
                  age_ms: number | null;
                };
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/explain': {
    post: {
      parameters: { path?: never; query?: never; header?: { 'Idempotency-Key'?: string } };
      requestBody?: {
        content: {
          'application/json': {
            user?: string;
            client?: string;
            grant?: string;
            organization?: string;
            token?: string;
            receipt?: string;
            api?: string;
            method?: string;
            host?: string;
            path?: string;
            what_if?: {
              give_roles?: string[];
              take_roles?: string[];
              give_groups?: string[];
              take_groups?: string[];
            };
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              allowed: boolean;
              status: number;
              error: string | null;
              reason: string;
              chain: {
                link: string;
                name: string;
                holds: boolean;
                sentence: string;
                ways: {
                  role: string;
                  groups: string[];
                  provider: string | null;
                  organization: string | null;
                  on: { type: 'group' | 'organization'; identifier: string } | null;
                  declared: boolean;
                  valid_until: string | null;
                }[];
                mend: { do: string; role?: string; group?: string; sentence: string }[];
              }[];
              held: {
                roles: string[];
                groups: string[];
                permissions: string[];
                scope: string[];
                delegated: {
                  type: 'group' | 'organization';
                  identifier: string;
                  permissions: string[];
                }[];
              };
              position: { epoch: string; pos: number };
              request: { method: string; host: string | null; path: string } | null;
              route: {
                path: string;
                host: string | null;
                methods: string[] | null;
                authenticate: string[];
                require: { [name: string]: unknown };
              } | null;
              api: string | null;
              subject: {
                kind: 'user' | 'client' | 'link';
                id: string;
                name: string | null;
                email: string | null;
                client: string;
                grant: string | null;
                organization: string | null;
              } | null;
              assumed: string[];
              what_if: {
                allowed: boolean;
                status: number;
                error: string | null;
                reason: string;
                chain: {
                  link: string;
                  name: string;
                  holds: boolean;
                  sentence: string;
                  ways: {
                    role: string;
                    groups: string[];
                    provider: string | null;
                    organization: string | null;
                    on: { type: 'group' | 'organization'; identifier: string } | null;
                    declared: boolean;
                    valid_until: string | null;
                  }[];
                  mend: { do: string; role?: string; group?: string; sentence: string }[];
                }[];
                held: {
                  roles: string[];
                  groups: string[];
                  permissions: string[];
                  scope: string[];
                  delegated: {
                    type: 'group' | 'organization';
                    identifier: string;
                    permissions: string[];
                  }[];
                };
                gained: { roles: string[]; permissions: string[] };
                lost: { roles: string[]; permissions: string[] };
              } | null;
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
  '/whoami': {
    get: {
      parameters: { path?: never; query?: never; header?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            'application/json': {
              actor: string;
              permissions: string[];
              delegated: {
                type: 'group' | 'organization';
                identifier: string;
                permissions: string[];
              }[];
            };
          };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { 'application/json': components['schemas']['Error'] };
        };
      };
    };
  };
}

export interface needs {
  'POST /users/import': 'users:write';
  'GET /users/export': 'users:read';
  'GET /users': 'users:read here';
  'POST /users': 'users:write';
  'GET /users/{id}': 'users:read';
  'PATCH /users/{id}': 'users:write';
  'DELETE /users/{id}': 'users:write';
  'GET /former-users': 'users:read';
  'POST /users/{id}/impersonations': 'users:impersonate';
  'POST /users/{id}/merge': 'users:write';
  'GET /users/{id}/profile': 'users:read';
  'PATCH /users/{id}/profile': 'users:write';
  'GET /users/{id}/addresses': 'users:read';
  'POST /users/{id}/addresses': 'users:write';
  'DELETE /users/{id}/addresses/{email}': 'users:write';
  'GET /users/{id}/sessions': 'sessions:read';
  'DELETE /users/{id}/sessions/{session}': 'sessions:write';
  'DELETE /users/{id}/sessions': 'sessions:write';
  'GET /sessions': 'sessions:read';
  'DELETE /sessions/{id}': 'sessions:write';
  'GET /grants': 'grants:read';
  'DELETE /grants/{id}': 'grants:write';
  'GET /links': 'links:read';
  'DELETE /links/{id}': 'links:write';
  'GET /users/{id}/identities': 'users:read';
  'POST /users/{id}/identities': 'users:write';
  'DELETE /users/{id}/identities/{identity}': 'users:write';
  'GET /users/{id}/applications': 'users:read';
  'DELETE /users/{id}/applications/{client}': 'users:write';
  'GET /users/{id}/factors': 'users:read';
  'DELETE /users/{id}/factors': 'users:write';
  'GET /users/{id}/passkeys': 'users:read';
  'DELETE /users/{id}/passkeys/{passkey}': 'users:write';
  'POST /users/{id}/password-reset': 'users:write';
  'GET /groups': 'groups:read here';
  'POST /groups': 'groups:write here';
  'GET /groups/{group}': 'groups:read here';
  'PATCH /groups/{group}': 'groups:write here';
  'DELETE /groups/{group}': 'groups:write here';
  'GET /roles': 'roles:read here';
  'POST /roles': 'roles:write';
  'GET /roles/{role}': 'roles:read';
  'PATCH /roles/{role}': 'roles:write';
  'PUT /roles/{role}/permissions/{permission}': 'roles:write';
  'DELETE /roles/{role}/permissions/{permission}': 'roles:write';
  'DELETE /roles/{role}': 'roles:write';
  'GET /roles/{role}/users': 'users:read';
  'GET /groups/{group}/users': 'users:read here';
  'PUT /users/{id}/roles/{role}': 'roles:write';
  'DELETE /users/{id}/roles/{role}': 'roles:write';
  'PUT /users/{id}/groups/{group}': 'groups:write here';
  'DELETE /users/{id}/groups/{group}': 'groups:write here';
  'PUT /groups/{group}/roles/{role}': 'roles:write here';
  'DELETE /groups/{group}/roles/{role}': 'roles:write here';
  'GET /resource-roles': 'roles:read';
  'GET /resource-roles/of-resource': 'roles:read';
  'PUT /resource-roles': 'roles:write';
  'DELETE /resource-roles': 'roles:write';
  'GET /organizations': 'organizations:read here';
  'POST /organizations': 'organizations:write';
  'GET /organizations/{organization}': 'organizations:read here';
  'PATCH /organizations/{organization}': 'organizations:write';
  'DELETE /organizations/{organization}': 'organizations:write';
  'GET /organizations/{organization}/members': 'organizations:read here';
  'GET /organizations/{organization}/members/{id}': 'organizations:read here';
  'PUT /organizations/{organization}/members/{id}': 'organizations:write here';
  'DELETE /organizations/{organization}/members/{id}': 'organizations:write here';
  'PUT /organizations/{organization}/members/{id}/roles/{role}': 'roles:write here';
  'DELETE /organizations/{organization}/members/{id}/roles/{role}': 'roles:write here';
  'PUT /organizations/{organization}/roles/{role}': 'roles:write here';
  'DELETE /organizations/{organization}/roles/{role}': 'roles:write here';
  'GET /users/{id}/organizations': 'organizations:read';
  'GET /organizations/{organization}/domains': 'organizations:read here';
  'PUT /organizations/{organization}/domains/{domain}': 'organizations:write here';
  'POST /organizations/{organization}/domains/{domain}/verify': 'organizations:write here';
  'DELETE /organizations/{organization}/domains/{domain}': 'organizations:write here';
  'GET /organizations/{organization}/branding': 'organizations:read here';
  'PUT /organizations/{organization}/branding': 'organizations:write here';
  'DELETE /organizations/{organization}/branding': 'organizations:write here';
  'GET /apis': 'apis:read';
  'POST /apis': 'apis:write';
  'GET /apis/{api}': 'apis:read';
  'PATCH /apis/{api}': 'apis:write';
  'DELETE /apis/{api}': 'apis:write';
  'GET /invitations': 'users:read here';
  'POST /invitations': 'users:write here';
  'GET /invitations/{id}': 'users:read here';
  'POST /invitations/{id}/resend': 'users:write here';
  'DELETE /invitations/{id}': 'users:write here';
  'GET /waiting-list': 'users:read';
  'POST /waiting-list/{id}/approve': 'users:write';
  'DELETE /waiting-list/{id}': 'users:write';
  'GET /clients': 'clients:read';
  'POST /clients': 'clients:write';
  'GET /clients/{id}': 'clients:read';
  'GET /clients/{id}/last-token': 'clients:read';
  'PATCH /clients/{id}': 'clients:write';
  'DELETE /clients/{id}': 'clients:write';
  'POST /clients/{id}/secrets': 'clients:write';
  'DELETE /clients/{id}/secrets/former': 'clients:write';
  'PUT /clients/{id}/roles/{role}': 'roles:write';
  'DELETE /clients/{id}/roles/{role}': 'roles:write';
  'GET /gateways': 'gateways:read';
  'GET /gateways/barriers': 'gateways:read';
  'GET /routes': 'routes:read';
  'POST /routes': 'routes:write';
  'GET /routes/{id}': 'routes:read';
  'PUT /routes/{id}': 'routes:write';
  'DELETE /routes/{id}': 'routes:write';
  'GET /trusted-issuers': 'configuration:read';
  'POST /trusted-issuers': 'configuration:write';
  'GET /trusted-issuers/{issuer}': 'configuration:read';
  'PUT /trusted-issuers/{issuer}': 'configuration:write';
  'DELETE /trusted-issuers/{issuer}': 'configuration:write';
  'GET /policies': 'configuration:read';
  'GET /policies/{policy}': 'configuration:read';
  'PUT /policies/{policy}': 'configuration:write';
  'DELETE /policies/{policy}': 'configuration:write';
  'GET /branding': 'configuration:read';
  'PUT /branding': 'configuration:write';
  'DELETE /branding': 'configuration:write';
  'GET /keys': 'keys:read';
  'POST /keys/rotate': 'keys:write';
  'POST /keys/{kid}/withdraw': 'keys:write';
  'GET /providers': 'providers:read';
  'POST /providers/{id}/test': 'providers:read';
  'POST /providers': 'providers:write';
  'GET /providers/{id}': 'providers:read';
  'PATCH /providers/{id}': 'providers:write';
  'DELETE /providers/{id}': 'providers:write';
  'POST /configuration': 'configuration:write';
  'GET /audit': 'audit:read';
  'GET /audit/export': 'audit:read';
  'GET /audit/chain': 'audit:read';
  'GET /mails': 'mails:read';
  'POST /mails/{id}/retry': 'mails:write';
  'GET /receipts': 'receipts:read';
  'GET /receipts/{id}': 'receipts:read';
  'POST /explain': 'explain:read';
}

export interface names {
  'directory:read':
    | 'users:read'
    | 'groups:read'
    | 'roles:read'
    | 'organizations:read'
    | 'explain:read';
  'directory:write': 'users:write' | 'groups:write' | 'roles:write' | 'organizations:write';
}

interface components {
  schemas: {
    Error: {
      type: 'about:blank';
      title: string;
      status: number;
      detail: string;
      code: string;
      errors?: { pointer?: string; parameter?: string; detail: string }[];
      error: string;
      error_description: string;
    };
  };
}
