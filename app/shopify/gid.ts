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

/** As idOfGid, where the type matters too. @throws for the id of anything else. */
export function numberOfGid(type: string, text: string): bigint {
  if (!text.startsWith(`gid://shopify/${type}/`)) throw new Error(`"${text}" is no Shopify id of a ${type}.`);
  return idOfGid(text);
}
