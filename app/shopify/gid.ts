// Shopify's global ids: "gid://shopify/Customer/42".

export function gid(type: 'Customer' | 'Order', id: bigint): string {
  return `gid://shopify/${type}/${id}`;
}

/** @throws for a text that is no gid with a number. */
export function idOfGid(text: string): bigint {
  const digits = /^gid:\/\/shopify\/\w+\/(\d+)/.exec(text)?.[1];
  if (!digits) throw new Error(`"${text}" is no Shopify id.`);
  return BigInt(digits);
}
