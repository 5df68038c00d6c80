// A person's data as a page that opens in any browser: one table for each kind of row, named in the merchant's language.
import type { i18n } from 'i18next';
import type { PersonExport } from '../../records/privacy/person-export.ts';

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
const shown = (value: unknown) => (value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));

function table(heading: string, about: string, rows: readonly Record<string, unknown>[], none: string): string {
  const columns = Object.keys(rows[0] ?? {});
  const body = rows.map((row) => `<tr>${columns.map((column) => `<td>${escaped(shown(row[column]))}</td>`).join('')}</tr>`).join('\n');
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join('');
  return `<h2>${escaped(heading)}</h2><p>${escaped(about)}</p>${rows.length === 0 ? `<p>${escaped(none)}</p>` : `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`}`;
}

/** Standing alone: no script, no style from elsewhere. */
export function personPage(person: PersonExport, shopDomain: string, { t, language }: Pick<i18n, 't' | 'language'>): string {
  const title = person.customerId === null ? t('privacy:requests.guest', { id: person.requestId }) : t('privacy:export.title', { id: person.customerId });
  const parts = Object.entries(person.tables).map(([name, rows]) => table(t(`privacy:kept.${name}.name`), t(`privacy:kept.${name}.what`), rows, t('privacy:export.none')));
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>body{font:16px/1.5 sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse;font-size:.85rem}td,th{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}.wide{overflow-x:auto}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(t('privacy:export.intro', { shop: shopDomain, madeAt: person.madeAt, requestId: person.requestId }))}</p><p>${escaped(t('privacy:export.personal'))}</p>
${parts.join('\n')}
${table(t('privacy:export.scoredBy'), t('privacy:export.scoredByWhat'), person.scoredBy, t('privacy:export.none'))}
</body></html>
`;
}
