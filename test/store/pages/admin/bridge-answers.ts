// What App Bridge asks of the admin around the frame, answered from the store.
import type { StoreContext } from '../../context.ts';
import { blocksOf, themeExtensions } from '../theme/extension.ts';

/** As shopify.app.extensions() gives it: the simulated theme shows every app block on its home page. */
export async function extensionStatus(): Promise<unknown[]> {
  const extensions = await themeExtensions();
  return Promise.all(
    extensions.map(async (extension) => ({
      handle: extension.handle,
      type: 'theme_app_extension',
      activations: (await blocksOf(extension)).map((block) => ({
        handle: block.handle,
        name: block.name,
        target: block.target,
        status: block.target === 'section' ? 'active' : 'available',
        activations: block.target === 'section' ? [{ target: `template--index/main/${block.handle}`, themeId: 'gid://shopify/OnlineStoreTheme/1' }] : [],
      })),
    })),
  );
}

/** As shopify.scopes.query() gives it. */
export function scopesDetail(context: StoreContext): { granted: string[]; required: string[]; optional: string[] } {
  const granted = context.shop.installation?.scopes ?? context.store.scopes;
  return { granted: [...granted], required: [...granted], optional: [] };
}
