// The other rules that lint holds for us, each broken on purpose.
import { describe, expect, it } from 'vitest';
import { rulesBrokenIn, typedRulesBrokenIn } from './planted.ts';

const inDomain = 'app/domain/planted.ts';

describe('the domain is pure', () => {
  it.each([
    ['the clock', 'export const planted = Date.now();', 'no-restricted-properties'],
    ['the clock as a date', 'export const planted = new Date();', 'no-restricted-syntax'],
    ['the clock as text', 'export const planted = Date();', 'no-restricted-syntax'],
    ['chance', 'export const planted = Math.random();', 'no-restricted-properties'],
    ['the process', 'export const planted = process.env;', 'no-restricted-globals'],
    ['the network', "export const planted = fetch('https://example.com');", 'no-restricted-globals'],
    ['the network by its global', "export const planted = globalThis.fetch('https://example.com');", 'no-restricted-globals'],
    ['a timer', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['a late import', "export const planted = () => import('./glossary.ts');", 'no-restricted-syntax'],
  ])('%s', async (_what, code, rule) => {
    expect(await rulesBrokenIn(inDomain, `${code}\n`)).toContain(rule);
  });

  it('a date made from what was given is allowed', async () => {
    expect(await rulesBrokenIn(inDomain, 'export const planted = (ms: number) => new Date(ms).getUTCDay();\n')).toEqual([]);
  });

  it('outside the domain the clock may be read', async () => {
    expect(await rulesBrokenIn('app/scoring/planted.ts', 'export const planted = () => Date.now();\n')).toEqual([]);
  });
});

describe('every file', () => {
  it('is at most 400 lines long', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, i) => `export const planted${i} = ${i};\n`).join('');
    expect(await rulesBrokenIn('app/scoring/planted.ts', lines(400))).toEqual([]);
    expect(await rulesBrokenIn('app/scoring/planted.ts', lines(401))).toContain('max-lines');
  });

  it('imports types as types', async () => {
    expect(await rulesBrokenIn('app/scoring/planted.ts', "import { Day } from '../domain/glossary.ts';\nexport type Planted = Day;\n")).toContain('@typescript-eslint/consistent-type-imports');
  });

  it('knows its types', async () => {
    expect(await rulesBrokenIn('app/scoring/planted.ts', 'export const planted = (value: any) => String(value);\n')).toContain('@typescript-eslint/no-explicit-any');
    expect(await rulesBrokenIn('test/support/planted.ts', 'export const planted = (value: any) => String(value);\n')).toContain('@typescript-eslint/no-explicit-any');
  });

  it('cannot switch a rule off', async () => {
    expect(await rulesBrokenIn('app/scoring/planted.ts', '// eslint-disable-next-line\nexport const planted = (value: any) => String(value);\n')).toContain('@typescript-eslint/no-explicit-any');
    expect(await rulesBrokenIn('app/scoring/planted.ts', '// @ts-ignore\nexport const planted = 1;\n')).toContain('@typescript-eslint/ban-ts-comment');
  });

  it('of the app writes to the log, not to the console', async () => {
    expect(await rulesBrokenIn('app/scoring/planted.ts', "console.log('planted');\n")).toContain('no-console');
    expect(await rulesBrokenIn('app/ui/planted.tsx', "export const Planted = () => { console.info('planted'); return <p />; };\n")).toContain('no-console');
  });

  it('waits for its promises', async () => {
    const file = 'app/scoring/score-history.ts';
    expect(await typedRulesBrokenIn(file, 'const work = async () => 1;\nwork();\n')).toContain('@typescript-eslint/no-floating-promises');
    expect(await typedRulesBrokenIn(file, 'const work = async () => 1;\n[1].forEach(async () => { await work(); });\n')).toContain('@typescript-eslint/no-misused-promises');
    expect(await typedRulesBrokenIn(file, 'const work = async () => 1;\nawait work();\n')).toEqual([]);
  });
});

describe('a page', () => {
  it('keeps to the rules of hooks', async () => {
    expect(await rulesBrokenIn('app/ui/planted.tsx', "import { useState } from 'react';\nexport function Planted({ on }: { on: boolean }) {\n  if (on) useState(1);\n  return <p />;\n}\n")).toContain('react-hooks/rules-of-hooks');
  });

  it('names its pictures', async () => {
    expect(await rulesBrokenIn('app/ui/planted.tsx', "export const Planted = () => <img src='a.png' />;\n")).toContain('jsx-a11y/alt-text');
  });
});
