/** Why a call failed, as the admin API says it (RFC 9457), or the gateway, or the browser. */
export interface Problem {
  /** `insufficient_scope`, `conflict`, …, and `unreachable` without an answer. */
  code: string;
  /** 0 without an answer. */
  status: number;
  title?: string | undefined;
  /** A sentence of the server's, in English. */
  detail?: string | undefined;
  /** Of the receipt of a refusal. */
  id?: string | undefined;
  /** What is wrong with the request, each with where in its body (`#/name`) or in its path that is. */
  errors?: { pointer?: string; parameter?: string; detail: string }[] | undefined;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.problem = problem;
  }
}

export async function readProblem(response: Response): Promise<Problem> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null) return { code: 'server_error', status };
  const said = body as Record<string, unknown>;
  const text = (name: string) => (typeof said[name] === 'string' ? String(said[name]) : undefined);
  return {
    code: text('code') ?? text('error') ?? 'server_error',
    status,
    title: text('title'),
    detail: text('detail') ?? text('error_description'),
    id: text('id') ?? text('request_id') ?? response.headers.get('x-request-id') ?? undefined,
    errors: Array.isArray(said['errors']) ? (said['errors'] as Problem['errors']) : undefined,
  };
}
