// Shopify's search text: terms, comparators, AND, OR, NOT and brackets. A bare word ends at a colon, which is how an
// unquoted timestamp falls apart into a wrong term and a nonsensical one (recorded).

export type Comparator = '=' | '<' | '<=' | '>' | '>=';
export type SearchNode =
  | { kind: 'and'; parts: SearchNode[] }
  | { kind: 'or'; parts: SearchNode[] }
  | { kind: 'not'; part: SearchNode }
  | { kind: 'term'; field: string; comparator: Comparator; value: string; quoted: boolean }
  | { kind: 'text'; value: string };

type Token = { kind: 'word'; text: string; quoted: boolean } | { kind: 'mark'; text: string };

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(>=|<=|[:<>()])|((?:\\.|[^\s:()"'<>\\])+)|(.))/gy;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const quoted = match[1] ?? match[2];
    if (quoted !== undefined) found.push({ kind: 'word', text: quoted.replace(/\\(.)/g, '$1'), quoted: true });
    else if (match[3]) found.push({ kind: 'mark', text: match[3] });
    else if (match[4]) found.push({ kind: 'word', text: match[4].replace(/\\(.)/g, '$1'), quoted: false });
  }
  return found;
}

/** Never fails: what makes no sense is searched as text or left out, as Shopify does. */
export function parseSearch(text: string): SearchNode | null {
  const list = tokens(text);
  let at = 0;
  const isWord = (word: string) => {
    const token = list[at];
    return token?.kind === 'word' && !token.quoted && token.text.toUpperCase() === word;
  };
  const isMark = (mark: string) => list[at]?.kind === 'mark' && list[at]?.text === mark;

  function anyOf(): SearchNode | null {
    const parts = [allOf()];
    while (isWord('OR')) {
      at += 1;
      parts.push(allOf());
    }
    return join('or', parts);
  }
  function allOf(): SearchNode | null {
    const parts: (SearchNode | null)[] = [];
    while (at < list.length && !isWord('OR') && !isMark(')')) {
      if (isWord('AND')) at += 1;
      else parts.push(one());
    }
    return join('and', parts);
  }
  function one(): SearchNode | null {
    if (isWord('NOT')) {
      at += 1;
      return negate(one());
    }
    if (isMark('(')) {
      at += 1;
      const inner = anyOf();
      if (isMark(')')) at += 1;
      return inner;
    }
    const token = list[at];
    at += 1;
    if (token?.kind !== 'word') return null;
    const negated = !token.quoted && token.text.startsWith('-') && token.text.length > 1;
    const name = negated ? token.text.slice(1) : token.text;
    const found = isMark(':') ? term(name) : ({ kind: 'text', value: name } as const);
    return negated ? negate(found) : found;
  }
  function term(field: string): SearchNode {
    at += 1;
    let comparator: Comparator = '=';
    const mark = list[at];
    if (mark?.kind === 'mark' && ['<', '<=', '>', '>='].includes(mark.text)) {
      comparator = mark.text as Comparator;
      at += 1;
    }
    const value = list[at];
    if (value?.kind !== 'word') return { kind: 'term', field, comparator, value: '', quoted: false };
    at += 1;
    // "…T00:00:00Z" without quotes: the rest becomes a term of its own.
    if (!value.quoted && isMark(':')) at += 1;
    return { kind: 'term', field, comparator, value: value.text, quoted: value.quoted };
  }
  return anyOf();
}

function negate(node: SearchNode | null): SearchNode | null {
  return node && { kind: 'not', part: node };
}

function join(kind: 'and' | 'or', parts: (SearchNode | null)[]): SearchNode | null {
  const real = parts.filter((part) => part !== null);
  return real.length <= 1 ? (real[0] ?? null) : { kind, parts: real };
}
