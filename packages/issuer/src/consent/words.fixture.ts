import type { OperatorsWords } from './words.service.ts';

/** What an operator could have written down, for the pages of the gallery. */
export const exampleWords: OperatorsWords = {
  scopes: [
    {
      name: 'newsletter',
      text: { en: 'Send you the newsletter', de: 'Ihnen den Newsletter schicken' },
    },
  ],
  types: [
    {
      ...{ api: 'https://orders.example', type: 'order' },
      actions: [
        {
          name: 'read',
          text: {
            en: 'See order {identifier}',
            de: 'Bestellung {identifier} sehen',
            fr: 'Voir la commande {identifier}',
            es: 'Ver el pedido {identifier}',
          },
        },
      ],
    },
  ],
};
