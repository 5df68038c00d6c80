// A merchant's hand goes before our plan: what they undid, or took off a customer in Shopify, is not done again until the
// customer comes to stand elsewhere.

/** The question that a tag answers: "perennial:group:champions" → "perennial:group". At most one tag of a kind is on a customer. */
export function tagKind(tag: string): string {
  return tag.split(':', 2).join(':');
}

interface Change {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

const within = (tags: readonly string[], others: readonly string[]) => tags.every((tag) => others.includes(tag));

/**
 * Leaves out of a plan what a hand has taken back.
 *
 * @param applied the customer's applied changes, newest first; `undoes` marks one that took back an earlier one.
 * @returns null when nothing is left.
 */
export function holdBack<P extends Change>(planned: P, applied: readonly (Change & { undoes: boolean })[]): P | null {
  const kinds = new Set([...planned.add, ...planned.remove].map(tagKind));
  const held = [...kinds].filter((kind) => {
    const ofKind = ({ add, remove }: Change) => ({ add: add.filter((tag) => tagKind(tag) === kind), remove: remove.filter((tag) => tagKind(tag) === kind) });
    const last = applied.map((change) => ({ ...ofKind(change), undoes: change.undoes })).find(({ add, remove }) => add.length + remove.length > 0);
    if (!last) return false;
    const plan = ofKind(planned);
    // The run was undone: the plan would do it again.
    if (last.undoes) return within(plan.add, last.remove) && within(plan.remove, last.add);
    // We had added it, and it is gone: somebody took it off.
    return plan.add.length > 0 && within(plan.add, last.add);
  });
  const add = planned.add.filter((tag) => !held.includes(tagKind(tag)));
  const remove = planned.remove.filter((tag) => !held.includes(tagKind(tag)));
  return add.length + remove.length === 0 ? null : { ...planned, add, remove };
}
