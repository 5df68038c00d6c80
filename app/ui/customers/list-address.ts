// The address of the customers list is its state: what is asked for stands in it, so back and bookmarks work.

export const FILTERS = ['group', 'tier', 'stage', 'riskAbove', 'alert', 'differs', 'scoring', 'recency', 'fm'] as const;
export type Filter = (typeof FILTERS)[number];

/** The parameters with some changed; a change always leads back to the first page. */
export function changed(params: URLSearchParams, changes: Readonly<Record<string, string | undefined>>): string {
  const next = new URLSearchParams(params);
  next.delete('after');
  next.delete('before');
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return `/app/customers${text ? `?${text}` : ''}`;
}

/** The same list at another place. */
export function turned(params: URLSearchParams, where: 'after' | 'before', cursor: string): string {
  const next = new URLSearchParams(params);
  next.delete('after');
  next.delete('before');
  next.set(where, cursor);
  return `/app/customers?${next}`;
}
