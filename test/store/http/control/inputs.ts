// Reads the fields of a control request, with an error that names what is wrong.

export function requireNumber(input: Record<string, unknown>, name: string): number {
  const value = Number(input[name]);
  if (input[name] == null || Number.isNaN(value)) throw new Error(`"${name}" must be a number.`);
  return value;
}

export function optionalNumber(input: Record<string, unknown>, name: string): number | undefined {
  return input[name] == null ? undefined : requireNumber(input, name);
}

export function requireText(input: Record<string, unknown>, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw new Error(`"${name}" must be a text.`);
  return value;
}

export function requireList<T>(input: Record<string, unknown>, name: string): T[] {
  const value = input[name];
  if (!Array.isArray(value)) throw new Error(`"${name}" must be a list.`);
  return value as T[];
}
