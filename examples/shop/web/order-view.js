/** Fills what an order is shown in, on either page. */
export function fillOrder(element, order) {
  const part = (name) => element.querySelector(`[data-${name}]`);
  part('item').textContent = order.item;
  part('amount').textContent = formatAmount(order.amount, order.currency);
  part('number').textContent = `Order ${order.id}`;
  part('customer').textContent = order.customer;
  part('date').textContent = dates.format(new Date(order.orderedAt));
  part('date').dateTime = order.orderedAt;
  part('refunded').hidden = order.refund === null;
  part('refunded').textContent = order.refund ? `Refunded by ${order.refund.by}` : '';
}

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

/** Amounts travel in cents. */
export function formatAmount(cents, currency) {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).format(cents / 100);
}
