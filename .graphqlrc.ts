// Types of the app's Admin API operations, from the official schema in @shopify/dev-mcp: no network.
// Only what the operations use is written, so that the committed files stay readable. Run: npm run codegen
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ApiType, pluckConfig, preset } from '@shopify/api-codegen-preset';
import { type DocumentNode, getNamedType, type GraphQLSchema, isEnumType, isInputType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { API_VERSION } from './app/shopify/api-version.ts';

function officialSchema(): string {
  const packed = path.resolve(import.meta.dirname, `node_modules/@shopify/dev-mcp/dist/data/admin_${API_VERSION}.json.gz`);
  const introspection = JSON.parse(gunzipSync(readFileSync(packed)).toString()) as { data: unknown };
  const file = path.resolve(import.meta.dirname, `node_modules/.cache/perennial/admin-${API_VERSION}.schema.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ data: introspection.data }));
  return file;
}

type Section = ReturnType<typeof preset.buildGeneratesSection>;
type Options = Parameters<typeof preset.buildGeneratesSection>[0];

/** Shopify's preset, but with the fields spelt out in place of Pick<> from a 100,000-line file of all types. */
const spelledOut = {
  buildGeneratesSection: async (options: Options): Promise<Awaited<Section>> => {
    const sections = await preset.buildGeneratesSection(options);
    for (const section of sections) {
      for (const plugin of section.plugins) {
        const operations = plugin['typescript-operations'] as Record<string, unknown> | undefined;
        if (operations) operations['preResolveTypes'] = true;
      }
    }
    return sections;
  },
};

/** The enums and inputs that the operations name; scalars are all kept, for they are one line each. */
function typesNamedBy(schema: GraphQLSchema, documents: DocumentNode[]): Set<string> {
  const named = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  for (const document of documents) {
    visit(
      document,
      visitWithTypeInfo(typeInfo, {
        Field() {
          const type = getNamedType(typeInfo.getType());
          if (isEnumType(type)) named.add(type.name);
        },
        VariableDefinition() {
          const type = getNamedType(typeInfo.getInputType());
          if (isInputType(type)) named.add(type.name);
        },
      }),
    );
  }
  return named;
}

const ALWAYS = ['Maybe', 'InputMaybe', 'Exact', 'MakeOptional', 'MakeMaybe', 'MakeEmpty', 'Incremental', 'Scalars'];

/** Keeps of the typescript plugin's output what the operations reach. */
function keepReachable(content: string, roots: Iterable<string>): string {
  const definitions = new Map<string, string>();
  for (const block of content.split(/^(?=export type )/m)) {
    const name = /^export type (\w+)/.exec(block)?.[1];
    if (name) definitions.set(name, block.trimEnd());
  }
  const kept = new Set<string>();
  const reach = (name: string): void => {
    const block = definitions.get(name);
    if (!block || kept.has(name)) return;
    kept.add(name);
    for (const [word] of block.matchAll(/\b[A-Z]\w+\b/g)) reach(word);
  };
  for (const name of [...ALWAYS, ...roots]) reach(name);
  return [...definitions].filter(([name]) => kept.has(name)).map(([, block]) => block).join('\n\n');
}

interface PluginOutput {
  prepend?: string[];
  content: string;
}

interface TypescriptPlugin {
  plugin: (schema: GraphQLSchema, documents: unknown[], config: object) => Promise<PluginOutput> | PluginOutput;
}

/** The typescript plugin, cut down to what is used: the whole file is over a megabyte. */
const usedTypes = {
  buildGeneratesSection: (options: Options): Section => {
    const typescript = options.pluginMap['typescript'] as TypescriptPlugin;
    const plugin = async (schema: GraphQLSchema, documents: { document?: DocumentNode }[], config: object) => {
      const { prepend = [], content } = await typescript.plugin(schema, documents, config);
      const parsed = documents.flatMap(({ document }) => (document ? [document] : []));
      return `/* eslint-disable */\n${keepReachable([...prepend, content].join('\n'), typesNamedBy(schema, parsed))}\n`;
    };
    return [
      {
        filename: options.baseOutputDir,
        plugins: [{ 'used-types': {} }],
        pluginMap: { 'used-types': { plugin } },
        schema: options.schema,
        config: options.config,
        documents: options.documents,
        documentTransforms: options.documentTransforms,
      },
    ];
  },
};

const schema = officialSchema();
// Another folder where a test compares.
const outputFolder = process.env['CODEGEN_OUTPUT'] ?? 'app/shopify/generated';
const scalars = { JSON: 'unknown', UnsignedInt64: 'string' };

export default {
  schema,
  documents: ['app/**/*.{ts,tsx}', '!app/shopify/generated/**'],
  extensions: {
    codegen: {
      pluckConfig,
      generates: {
        [`${outputFolder}/admin.types.d.ts`]: {
          preset: usedTypes,
          plugins: ['typescript'],
          config: { defaultScalarType: 'string', scalars, enumsAsTypes: true, onlyOperationTypes: true, disableDescriptions: true },
        },
        [`${outputFolder}/admin.generated.d.ts`]: { preset: spelledOut, presetConfig: { apiType: ApiType.Admin }, config: { defaultScalarType: 'string', scalars } },
      },
    },
  },
};
