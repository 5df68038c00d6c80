// Answers that say no. Everything is HTTP 200; the layers differ in what else they carry (recorded-answers, 1).
import { GraphQLError } from 'graphql';

/** As it stands in `errors` of an answer. */
export interface AnswerError {
  message: string;
  locations?: readonly { line: number; column: number }[];
  path?: readonly (string | number)[];
  extensions?: Record<string, unknown>;
}

/** An error of one field while the document runs: that field is null, the rest is answered. */
export function executionError(code: string, message: string, more: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...more } });
}

/** Shopify has it, the simulated store has not. Never answered by a made-up value. */
export function notImplemented(what: string): GraphQLError {
  return executionError('NOT_IMPLEMENTED_BY_SIMULATED_STORE', `The simulated store does not implement ${what}. Build it in test/store/graphql before you rely on it.`);
}

export interface UserErrorShape {
  field: string[] | null;
  message: string;
  code?: string | null;
}

export function userError(field: string[] | null, message: string, code: string | null = null): UserErrorShape {
  return { field, message, code };
}
