import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { z } from 'zod';
import { authenticateClient } from '../clients/authenticate-client.ts';
import { isPublic } from '../clients/client.ts';
import type { Context } from '../context.ts';
import { readJson } from '../http/body.ts';
import { privateJson } from '../http/json-response.ts';
import { note } from '../http/note.ts';
import { routes } from '../routes.ts';
import { evaluate } from './evaluate.service.ts';
import { type Evaluation, evaluationRequest, evaluationsRequest } from './evaluation.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'clients' | 'secrets' | 'confirmPrimary'>;

/** `POST /access/v1/evaluation` (OpenID AuthZEN, Authorization API 1.0): may this subject do this with this resource? */
export const evaluateAccess = (context: Dependencies) => async (request: Request) => {
  const apis = await apisOf(request, context);
  const asked = await readJson(request, evaluationRequest);
  const [answer] = await Promise.all([evaluate(asked, apis, context), context.confirmPrimary()]);
  return privateJson(answer, requestId(request));
};

/** `POST /access/v1/evaluations`: several in one request. What is said beside the list holds for each that does not say it. */
export const evaluateAccesses = (context: Dependencies) => async (request: Request) => {
  const apis = await apisOf(request, context);
  const { evaluations = [], options, ...shared } = await readJson(request, evaluationsRequest);
  const [answers] = await Promise.all([
    // Without a list it is a request for one.
    answerAll(
      evaluations.length > 0 ? evaluations.map((one) => ({ ...shared, ...one })) : [shared],
      {
        ...{ apis, context, until: endOf(options?.evaluations_semantic) },
      },
    ),
    context.confirmPrimary(),
  ]);
  const body = evaluations.length > 0 ? { evaluations: answers } : answers[0];
  return privateJson(body, requestId(request));
};

interface Answering {
  apis: readonly string[];
  context: Dependencies;
  /** The decision after which no more are asked for. */
  until: boolean | null;
}

async function answerAll(
  asked: readonly z.input<typeof evaluationsRequest>[],
  { apis, context, until }: Answering,
): Promise<Evaluation[]> {
  const wanted = asked.map((one) => {
    const parsed = evaluationRequest.safeParse(one);
    if (parsed.success) return parsed.data;
    const [field] = parsed.error.issues[0]!.path;
    throw new OAuthError('invalid_request', `${String(field)}: each evaluation needs one.`);
  });
  const answers: Evaluation[] = [];
  for (const one of wanted) {
    const answer = await evaluate(one, apis, context);
    answers.push(answer);
    if (answer.decision === until) break;
  }
  return answers;
}

const endOf = (semantic = 'execute_all'): boolean | null =>
  semantic === 'execute_all' ? null : semantic === 'permit_on_first_permit';

/** The APIs that the client serves: of others it is told nothing. */
async function apisOf(request: Request, context: Dependencies): Promise<readonly string[]> {
  const client = await authenticateClient(request.req.header('authorization'), noForm, context);
  note(request, { client: client.id });
  if (isPublic(client)) {
    throw new OAuthError('invalid_client', 'Only a confidential client may ask.');
  }
  if (client.serves.length > 0) return client.serves;
  throw new OAuthError(
    'unauthorized_client',
    'This client serves no API. List its APIs under serves in its configuration.',
  );
}

const noForm = { client_id: undefined, client_secret: undefined };

/** Section 10.1.2: the answer has the same one. */
function requestId(request: Request): Record<string, string> {
  const id = request.req.header('x-request-id');
  return id !== undefined && /^[\x21-\x7e]{1,200}$/.test(id) ? { 'X-Request-ID': id } : {};
}

/** `GET /.well-known/authzen-configuration` (section 9) */
export const evaluationMetadata =
  ({ settings }: Pick<Context, 'settings'>) =>
  (request: Request) =>
    request.json(
      {
        policy_decision_point: settings.url,
        access_evaluation_endpoint: settings.url + routes.evaluateAccess,
        access_evaluations_endpoint: settings.url + routes.evaluateAccesses,
      },
      200,
      { 'Cache-Control': 'public, max-age=300' },
    );
