/** An order as the shop shows it. Amounts are in cents. */
interface Order {
  id: string;
  customer: string;
  item: string;
  amount: number;
  currency: string;
  orderedAt: string;
  refund: { by: string; at: string } | null;
}

export interface OrderBook {
  list(): Order[];
  find(id: string): Order | undefined;
  /** Refunds once. Asked again, it gives the refund that there is. Undefined without such an order. */
  refund(id: string, by: string): Order | undefined;
}

/** The shop's books, in memory: they begin anew with each start. */
export function createOrderBook(): OrderBook {
  const orders = new Map<string, Order>();
  for (const order of beginning()) orders.set(order.id, order);
  return {
    list: () => [...orders.values()],
    find: (id) => orders.get(id),
    refund(id, by) {
      const order = orders.get(id);
      if (order) order.refund ??= { by, at: new Date().toISOString() };
      return order;
    },
  };
}

function beginning(): Order[] {
  const of = (id: string, customer: string, item: string, amount: number, orderedAt: string) => ({
    id,
    customer,
    item,
    amount,
    currency: 'EUR',
    orderedAt,
    refund: null,
  });
  return [
    of('41', 'Mara Lindqvist', 'Enamel lantern', 5_900, '2026-09-02T08:14:00Z'),
    of('42', 'Bob', 'Walnut chessboard', 12_850, '2026-09-14T17:40:00Z'),
    of('43', 'Tomás Ferreira', 'Wool blanket', 8_400, '2026-09-21T11:05:00Z'),
  ];
}
