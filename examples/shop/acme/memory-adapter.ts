import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Stored {
  payload: AdapterPayload;
  end: number;
}

/**
 * Where Acme ID keeps its sessions, codes and tokens: in memory, one store for all models.
 *
 * @param maxEntries of which the oldest make room; the default is more than a demonstration needs
 */
export function createMemoryAdapter(maxEntries = 10_000): (model: string) => Adapter {
  const entries = new Map<string, Stored>();

  function alive(key: string): AdapterPayload | undefined {
    const stored = entries.get(key);
    if (stored && Date.now() < stored.end) return stored.payload;
    entries.delete(key);
    return undefined;
  }

  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`;

    const findBy = async (field: string, value: string) => {
      for (const [key, { payload }] of entries) {
        if (key.startsWith(`${model}:`) && payload[field] === value) return alive(key);
      }
      return undefined;
    };

    return {
      async upsert(id, payload, expiresIn = Number.POSITIVE_INFINITY) {
        entries.set(keyOf(id), { payload, end: Date.now() + expiresIn * 1000 });
        for (const oldest of entries.keys()) {
          if (entries.size <= maxEntries) break;
          entries.delete(oldest);
        }
      },
      find: async (id) => alive(keyOf(id)),
      findByUid: (uid) => findBy('uid', uid),
      findByUserCode: (userCode) => findBy('userCode', userCode),
      async consume(id) {
        const payload = alive(keyOf(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        entries.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of entries) {
          if (payload.grantId === grantId) entries.delete(key);
        }
      },
    };
  };
}
