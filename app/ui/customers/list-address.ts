// The address of the customers list is its state: what is asked for stands in it, so back and bookmarks work.

export const FILTERS = ['group', 'tier', 'stage', 'riskAbove', 'alert', 'differs', 'scoring', 'recency', 'fm', 'moved'] as const;
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

export interface MovedCell {
  readonly kind: string;
  /** "none" for who was not there. */
  readonly from: string;
  readonly to: string;
  /** YYYY-MM-DD. */
  readonly since: string;
  readonly until: string;
}

/** The cell of the movement matrix that a parameter names. Null for any other text: the server asks for none then, too. */
export function movedCell(value: string, known: Readonly<Record<string, readonly string[]>>): MovedCell | null {
  const [kind = '', from = '', to = '', since = '', until = ''] = value.split('.');
  const isPlace = (name: string) => name === 'none' || (known[kind]?.includes(name) ?? false);
  const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text));
  return known[kind] && isPlace(from) && isPlace(to) && isDay(since) && isDay(until) ? { kind, from, to, since, until } : null;
}
