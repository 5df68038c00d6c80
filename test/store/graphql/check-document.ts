// Parses and validates a document against the official schema, and words the errors as Shopify does.
import { GraphQLError, NoDeprecatedCustomRule, parse, specifiedRules, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { AnswerError } from './errors.ts';

export type CheckedDocument = { document: DocumentNode } | { errors: AnswerError[] };

const checked = new Map<string, CheckedDocument>();
const MOST_KEPT = 500;

/** The same text is checked once. */
export function checkDocument(schema: GraphQLSchema, text: string): CheckedDocument {
  const known = checked.get(text);
  if (known) return known;
  const result = check(schema, text);
  if (checked.size >= MOST_KEPT) checked.clear();
  checked.set(text, result);
  return result;
}

function check(schema: GraphQLSchema, text: string): CheckedDocument {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const message = text.trim() === '' ? 'syntax error, unexpected end of file' : error.message.replace(/^Syntax Error: /, 'syntax error, ');
    return { errors: [{ message, ...(error.locations ? { locations: error.locations } : {}), extensions: { code: 'PARSE_ERROR' } }] };
  }
  const faults = validate(schema, document, [...specifiedRules, NoDeprecatedCustomRule], { maxErrors: 50 });
  return faults.length === 0 ? { document } : { errors: faults.map(inShopifysWords) };
}

interface Wording {
  pattern: RegExp;
  word: (found: string[]) => { message: string; extensions: Record<string, unknown> };
}

const WORDINGS: Wording[] = [
  {
    pattern: /^Cannot query field "([^"]+)" on type "([^"]+)"/,
    word: ([fieldName = '', typeName = '']) => ({
      message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
      extensions: { code: 'undefinedField', typeName, fieldName },
    }),
  },
  {
    pattern: /^Field "([^"]+)" of type "([^"]+)" must have a selection of subfields/,
    word: ([name = '', type = '']) => ({
      message: `Field must have selections (field '${name}' returns ${bare(type)} but has no selections. Did you mean '${name} { ... }'?)`,
      extensions: { code: 'selectionMismatch', nodeName: `field '${name}'`, typeName: bare(type) },
    }),
  },
  {
    pattern: /^Field "([^"]+)" must not have a selection since type "([^"]+)" has no subfields/,
    word: ([name = '', type = '']) => ({
      message: `Selections can't be made on scalars (field '${name}' returns ${bare(type)} but has selections)`,
      extensions: { code: 'selectionMismatch', nodeName: `field '${name}'`, typeName: bare(type) },
    }),
  },
  {
    pattern: /^Field "([^"]+)" argument "([^"]+)" of type "[^"]+" is required, but it was not provided/,
    word: ([name = '', argument = '']) => ({
      message: `Field '${name}' is missing required arguments: ${argument}`,
      extensions: { code: 'missingRequiredArguments', className: 'Field', name, arguments: argument },
    }),
  },
  {
    pattern: /^Field "([^"]+)\.([^"]+)" of required type "([^"]+)" was not provided/,
    word: ([typeName = '', name = '', type = '']) => ({
      message: `Argument '${name}' on InputObject '${typeName}' is required. Expected type ${type}`,
      extensions: { code: 'missingRequiredInputObjectAttribute', argumentName: name, argumentType: type, inputObjectType: typeName },
    }),
  },
  {
    pattern: /^Field "([^"]+)" is not defined by type "([^"]+)"/,
    word: ([name = '', typeName = '']) => ({
      message: `InputObject '${typeName}' doesn't accept argument '${name}'`,
      extensions: { code: 'argumentNotAccepted', name: typeName, typeName: 'InputObject', argumentName: name },
    }),
  },
  {
    pattern: /^Unknown argument "([^"]+)" on field "[^".]+\.([^"]+)"/,
    word: ([argument = '', name = '']) => ({
      message: `Field '${name}' doesn't accept argument '${argument}'`,
      extensions: { code: 'argumentNotAccepted', name, typeName: 'Field', argumentName: argument },
    }),
  },
  {
    pattern: /^Variable "\$([^"]+)" is never used(?: in operation "([^"]+)")?/,
    word: ([name = '', operation]) => ({
      message: `Variable $${name} is declared by ${operation ?? 'anonymous query'} but not used`,
      extensions: { code: 'variableNotUsed', variableName: name },
    }),
  },
  {
    pattern: /^Variable "\$([^"]+)" is not defined(?: by operation "([^"]+)")?/,
    word: ([name = '', operation]) => ({
      message: `Variable $${name} is used by ${operation ?? 'anonymous query'} but not declared`,
      extensions: { code: 'variableNotDefined', variableName: name },
    }),
  },
  {
    pattern: /^Variable "\$([^"]+)" of type "([^"]+)" used in position expecting type "([^"]+)"/,
    word: ([name = '', given = '', wanted = '']) => ({
      message: `Type mismatch on variable $${name} (${given} / ${wanted})`,
      extensions: { code: 'variableMismatch', variableName: name, typeName: given },
    }),
  },
  {
    pattern: /^Expected value of type "([^"]+)", found (.+?)\.?$/,
    word: ([type = '', found = '']) => ({
      message: `Argument has an invalid value (${found}). Expected type '${type}'.`,
      extensions: { code: 'argumentLiteralsIncompatible', typeName: 'Field' },
    }),
  },
  {
    pattern: /^Value "([^"]+)" does not exist in "([^"]+)" enum/,
    word: ([found = '', type = '']) => ({
      message: `Argument has an invalid value (${found}). Expected type '${type}'.`,
      extensions: { code: 'argumentLiteralsIncompatible', typeName: 'Field' },
    }),
  },
  {
    pattern: /^(Int|Float|String|Boolean|ID) cannot represent .*: (.+)$/,
    word: ([type = '', found = '']) => ({
      message: `Argument has an invalid value (${found}). Expected type '${type}'.`,
      extensions: { code: 'argumentLiteralsIncompatible', typeName: 'Field' },
    }),
  },
  {
    pattern: /^Unknown fragment "([^"]+)"/,
    word: ([name = '']) => ({ message: `Fragment ${name} was used, but not defined`, extensions: { code: 'useAndDefineFragment', fragmentName: name } }),
  },
  {
    pattern: /^Fragment "([^"]+)" is never used/,
    word: ([name = '']) => ({ message: `Fragment ${name} was defined, but not used`, extensions: { code: 'useAndDefineFragment', fragmentName: name } }),
  },
];

function bare(type: string): string {
  return type.replace(/[[\]!]/g, '');
}

function inShopifysWords(fault: GraphQLError): AnswerError {
  const where = fault.locations ? { locations: fault.locations } : {};
  if (/ is deprecated\. /.test(fault.message)) {
    // Shopify would still answer; the store does not, so that nothing deprecated gets into the app.
    return { message: `${fault.message} The simulated store refuses what is deprecated.`, ...where, extensions: { code: 'DEPRECATED_IN_SIMULATED_STORE' } };
  }
  for (const { pattern, word } of WORDINGS) {
    const match = pattern.exec(fault.message);
    if (match) return { ...word(match.slice(1)), ...where };
  }
  return { message: fault.message, ...where, extensions: { code: 'invalidDocument' } };
}
