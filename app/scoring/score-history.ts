// Every customer of a history, scored one after the other: a million are never held at once.
import type { PurchaseHistory, ScoredCustomer, ScoringSettings } from '../domain/glossary.ts';
import { customerOrders } from '../domain/purchase-history.ts';
import { scoreCustomer } from '../domain/score-customer.ts';
import type { ShopModel } from '../domain/shop-model.ts';

export function* scoreHistory(history: PurchaseHistory, model: ShopModel, settings: ScoringSettings): Generator<ScoredCustomer> {
  for (let index = 0; index < history.customerIds.length; index += 1) yield scoreCustomer(model, settings, customerOrders(history, index));
}
