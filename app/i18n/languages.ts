// The languages of the app. Shopify says which one by the `locale` of the address; the browser's choice comes second.
export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

function match(tag: string): Language | undefined {
  const lower = tag.trim().toLowerCase();
  if (lower === 'en' || lower.startsWith('en-')) return 'en';
  // Traditional Chinese readers are better served by Simplified Chinese than by English.
  if (lower === 'zh' || lower.startsWith('zh-')) return 'zh-CN';
  return undefined;
}

/** @param request an app page's request: `?locale=` from Shopify, else Accept-Language, else English. */
export function languageOf(request: Request): Language {
  const wished = [new URL(request.url).searchParams.get('locale') ?? '', ...(request.headers.get('accept-language') ?? '').split(',').map((part) => part.split(';')[0] ?? '')];
  for (const tag of wished) {
    const language = match(tag);
    if (language) return language;
  }
  return 'en';
}
