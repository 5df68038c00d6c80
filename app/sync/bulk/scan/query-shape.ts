// The shape of a line of the result file, from the query that asked for it: Shopify writes the fields in the query's order.
// Between two values lies always the same text; that text is what the scanner compares, and nothing else.

interface Field {
  readonly name: string;
  readonly fields: Field[];
}

function selectionOf(words: string[]): Field[] {
  const fields: Field[] = [];
  for (let word = words.shift(); word !== undefined && word !== '}'; word = words.shift()) {
    fields.push({ name: word, fields: words[0] === '{' ? (words.shift(), selectionOf(words)) : [] });
  }
  return fields;
}

function find(fields: readonly Field[], name: string): Field {
  const field = fields.find((one) => one.name === name);
  if (!field) throw new Error(`The export query asks for no ${name}.`);
  return field;
}

const nodeOf = (connection: Field): Field[] => find(find(connection.fields, 'edges').fields, 'node').fields;
const isConnection = (field: Field) => field.fields.some(({ name }) => name === 'edges');

/** @param path of connections, from the query's root. @returns the fields of its nodes; a connection within is no part of a line. */
export function nodeFields(query: string, path: readonly string[]): Field[] {
  const words = query.replaceAll(/#.*/g, '').match(/[{}]|\w+/g) ?? [];
  words.shift();
  let fields = selectionOf(words);
  for (const name of path) fields = nodeOf(find(fields, name));
  return fields.filter((field) => !isConnection(field));
}

export interface Leaf {
  /** "totalPriceSet.shopMoney.amount". */
  readonly path: string;
  /** The text between the value before it and this one. */
  readonly before: string;
}

/** @returns the values of a line in their order, each with the text before it; the last has the text behind all of them. */
export function leavesOf(fields: readonly Field[]): { leaves: Leaf[]; behind: string } {
  const leaves: Leaf[] = [];
  let text = '';
  const walk = (of: readonly Field[], prefix: string) => {
    text += '{';
    for (const [index, { name, fields: inner }] of of.entries()) {
      text += `${index > 0 ? ',' : ''}"${name}":`;
      if (inner.length > 0) walk(inner, `${prefix}${name}.`);
      else {
        leaves.push({ path: prefix + name, before: text });
        text = '';
      }
    }
    text += '}';
  };
  walk(fields, '');
  return { leaves, behind: text };
}
