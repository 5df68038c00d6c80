import type { ShopifyGlobal } from '@shopify/app-bridge-types';
import { useEffect, useState } from 'react';
import { appBridge } from '../app-bridge.ts';

type Activation = Awaited<ReturnType<ShopifyGlobal['app']['extensions']>>[number]['activations'][number];
type Block = Extract<Activation, { handle: string }>;

/** Blocks of a theme have names of their own, other extensions do not. */
const isBlock = (activation: Activation): activation is Block => 'handle' in activation;

/** Whether a block of the theme extension stands in a theme of the shop; false as long as Shopify has not said so. */
export function useThemeBlockAdded(handle: string): boolean {
  const [added, setAdded] = useState(false);
  useEffect(() => {
    let wanted = true;
    const extensions = appBridge()?.app?.extensions?.();
    if (!extensions) return;
    extensions.then(
      (all) => {
        const blocks = all.flatMap((extension): Activation[] => [...extension.activations]).filter(isBlock);
        const found = blocks.some((block) => block.handle === handle && (block.status === 'active' || block.activations.length > 0));
        if (wanted) setAdded(found);
      },
      // Outside Shopify admin nobody knows: the step stays open.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [handle]);
  return added;
}
