/** What one module of a scenario asks of the outside, as its syntax tree shows it. */
export interface ModuleDemands {
  /** What it imports besides types, as written. */
  readonly specifiers: readonly string[]
  /** The first thing in it whose value may differ between two loads of the same text, in words; null: there is none. */
  readonly impure: string | null
}

/** Names of the language that mean the same in every process; `Math.random` is looked for apart. */
const PURE_GLOBALS = new Set(
  (
    'undefined NaN Infinity Object Array String Number Boolean BigInt Symbol Map Set WeakMap WeakSet Promise RegExp JSON Math ' +
    'Error TypeError RangeError SyntaxError parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent ' +
    'encodeURI decodeURI structuredClone Buffer btoa atob TextEncoder TextDecoder URL URLSearchParams Uint8Array'
  ).split(' '),
)

/** Members that depend on the locale, on chance or on the engine, or lead to code nobody can read. */
const IMPURE_MEMBERS = /^(random|localeCompare|toLocale\w*|constructor|__proto__|stack|prepareStackTrace)$/

/** TypeScript's own nodes whose children are gone at run time: all but those that hold an expression. */
const TYPES = /^TS(?!(?:As|NonNull|Satisfies|Instantiation)Expression$|TypeAssertion$|Enum|ExportAssignment$)/

/** The parts of Babel's syntax tree that are looked at (https://github.com/babel/babel, packages/babel-parser/ast/spec.md, 7.28). */
interface AstNode {
  readonly type: string
  readonly name?: string
  readonly value?: unknown
  readonly source?: AstNode | null
  readonly importKind?: string
  readonly exportKind?: string
  readonly specifiers?: readonly AstNode[]
  readonly arguments?: readonly AstNode[]
  readonly callee?: AstNode
  readonly object?: AstNode
  readonly property?: AstNode
  readonly computed?: boolean
  readonly loc?: { readonly start: { readonly line: number } }
}

interface AstPath {
  readonly node: AstNode
  readonly parent: AstNode
  readonly scope: { hasBinding(name: string, noGlobals: boolean): boolean }
  isReferencedIdentifier(): boolean
  traverse(visitor: Readonly<Record<string, (path: AstPath) => void>>): void
}

/** What a plugin of Babel is told of a file. */
interface PluginFile {
  readonly file: { readonly code: string }
}

/**
 * A Babel plugin that reads every module before it is compiled and changes nothing. `found` gets a module's text and its demands. What
 * it calls pure gives equal values for equal texts of itself and of what it imports.
 */
export function purityPlugin(found: (text: string, demands: ModuleDemands) => void): () => unknown {
  return () => ({
    visitor: {
      Program: (path: AstPath, { file }: PluginFile): void => found(file.code, demandsOf(path)),
    },
  })
}

function demandsOf(program: AstPath): ModuleDemands {
  const specifiers: string[] = []
  const impure: string[] = []
  const note = (what: string, { loc }: AstNode): void => {
    impure.push(loc === undefined ? what : `${what} (line ${loc.start.line})`)
  }
  const imported = ({ node }: AstPath): void => {
    if (typeof node.source?.value === 'string' && !onlyTypes(node)) specifiers.push(node.source.value)
  }
  program.traverse({
    ImportDeclaration: imported,
    ExportNamedDeclaration: imported,
    ExportAllDeclaration: imported,
    Import: ({ node }) => note('import()', node),
    MetaProperty: ({ node }) => note('import.meta', node),
    MemberExpression: ({ node }) => {
      const member = memberOf(node)
      if (member !== undefined && IMPURE_MEMBERS.test(member)) note(`.${member}`, node)
      if (node.object?.name === 'Math' && member === undefined) note('a computed member of Math', node)
    },
    Identifier: (path) => {
      const { node, parent } = path
      if (TYPES.test(parent.type) || !path.isReferencedIdentifier()) return
      if (path.scope.hasBinding(node.name ?? '', true)) return
      if (!PURE_GLOBALS.has(node.name ?? '')) note(node.name ?? '', node)
      else if (node.name === 'Math' && parent.object !== node) note('Math as a value', node)
    },
  })
  return { specifiers, impure: impure[0] ?? null }
}

function onlyTypes({ importKind, exportKind }: AstNode): boolean {
  return importKind === 'type' || exportKind === 'type'
}

/** The name of a member, or undefined where it is computed from something else than a text. */
function memberOf({ property, computed }: AstNode): string | undefined {
  if (computed !== true) return property?.name
  return typeof property?.value === 'string' || typeof property?.value === 'number'
    ? String(property.value)
    : undefined
}
