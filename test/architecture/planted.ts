// Lints a few lines as if they stood in a file of the project.
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

export const root = path.resolve(import.meta.dirname, '../..');

// The planted files do not exist, so the rules that need types are left out; those get a file that exists.
const withoutTypes = new ESLint({ cwd: root, overrideConfig: [{ ...tseslint.configs.disableTypeChecked, files: ['**/*'], languageOptions: { parserOptions: { projectService: false, project: null } } }] });
const withTypes = new ESLint({ cwd: root });

async function rulesBroken(eslint: ESLint, code: string, file: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  if (!result) throw new Error(`${file} is ignored by the configuration`);
  return result.messages.map((message) => message.ruleId ?? `fatal: ${message.message}`);
}

/** The names of the rules that `code` breaks in a file that need not exist. */
export function rulesBrokenIn(file: string, code: string): Promise<string[]> {
  return rulesBroken(withoutTypes, code, file);
}

/** As rulesBrokenIn, with the rules that need types. `file` must exist; its own text is not read. */
export function typedRulesBrokenIn(file: string, code: string): Promise<string[]> {
  return rulesBroken(withTypes, code, file);
}
