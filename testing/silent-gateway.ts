import type { TestIssuer } from './issuer.ts';

/** A gateway with a good lease that has not heard of any change yet. */
export interface SilentGateway {
  /** Resolves once a change was logged that this gateway has not acknowledged. */
  missesChange(): Promise<void>;
  /** Acknowledges everything that was logged by now, and leaves. */
  catchUp(): Promise<void>;
}

interface Position {
  epoch: string;
  pos: number;
}

export async function joinSilently(issuer: TestIssuer): Promise<SilentGateway> {
  const call = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await fetch(`${issuer.internalUrl}/internal/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: issuer.gatewayAuthorization,
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`/internal/${path} answered ${answer.status}`);
    return (answer.status === 204 ? null : await answer.json()) as T;
  };
  const joined = await call<Position & { member: string }>('members', {
    version: 1,
    name: 'silent',
  });
  const after = { epoch: joined.epoch, pos: joined.pos };
  return {
    async missesChange() {
      await call('changes', { after, wait_ms: 5_000 });
    },
    async catchUp() {
      const { epoch, pos } = await call<Position>('changes', { after, wait_ms: 0 });
      await call('lease', { member: joined.member, epoch, acked: pos });
      await call('leave', { member: joined.member });
    },
  };
}
