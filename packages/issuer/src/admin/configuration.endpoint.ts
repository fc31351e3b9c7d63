import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';
import { applyConfiguration, planConfiguration } from '../configuration/apply.service.ts';
import { asInvalidInput, readDeclaration } from '../configuration/wire.ts';
import type { Context } from '../context.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { requireAuthority } from '../directory/authority.service.ts';
import { name } from '../runtime/text.ts';
import { type Operation, operation } from './operation.ts';

const lines = z.array(z.string());

const appliedSchema = z.object({
  changed: z.boolean(),
  summary: z
    .object({ added: lines, changed: lines, removed: lines })
    .describe('What became of each thing: `role:support`.'),
  given: lines.describe('Who may do more: `user:alice@example.com: role support`.'),
  taken: lines.describe('Who may do less.'),
  taken_over: lines.describe('What an administrator had made, and the file declares from now on.'),
  drift: lines.describe('What is left as an administrator made it.'),
});

/** Room for some ten thousand people. */
const maxBody = 16 * 1024 * 1024;

export function configurationOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'random' | 'settings' | 'secrets'>,
): Operation[] {
  return [
    operation({
      method: 'POST',
      path: '/configuration',
      summary:
        'Apply what a configuration file declares, as `sallyport apply` does. It can give anyone anything: ' +
        'the caller needs every permission of this API',
      permission: 'configuration:write',
      maxBody,
      body: z.strictObject({
        declaration: z
          .looseObject({})
          .describe('The sections of the file that are declared, its variables filled in.'),
        issuer_url: z.url().describe('`issuer.url` of the file: it has to be that of this issuer.'),
        gateway_clients: z
          .array(name)
          .max(1_000)
          .default([])
          .describe('The clients whose secret gateways hold: they do not lose it at once.'),
        dry_run: z.boolean().default(false).describe('Whether to say only what would be done.'),
      }),
      status: 200,
      response: appliedSchema,
      async run({ body, caller }) {
        requireAuthority(caller, adminPermissions);
        const { url } = context.settings;
        if (body.issuer_url !== url) {
          const message = `issuer.url is ${body.issuer_url} in the file, and ${url} here. Apply it to its own issuer.`;
          throw new OAuthError('conflict', message);
        }
        const declaration = readDeclaration(body.declaration);
        const running = { gatewayClients: body.gateway_clients, actor: caller.actor };
        const work = body.dry_run ? planConfiguration : applyConfiguration;
        const applied = await work(declaration, context, running).catch((error: unknown) => {
          throw asInvalidInput(error);
        });
        const { changed, summary, given, taken, takenOver = [], drift = [] } = applied;
        return {
          ...{ changed, summary, given, taken },
          ...{ taken_over: takenOver, drift },
        };
      },
    }),
  ];
}

/** What the operation answers. */
export type ToldApplied = z.output<typeof appliedSchema>;
