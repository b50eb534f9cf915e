// Builds dist/: declarations by tsc, code by esbuild. One chunk a group of entry points instead of one file a module: a
// run starts in a fraction of the time, and entry points share their chunks, so that classes keep their identity.
// Packages are bundled for the same reason, with their licences beside them.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const scenarios = readdirSync(join(root, 'scenarios')).filter((name) => name.endsWith('.scenario.ts'))

/**
 * Loaded from node_modules: jiti compiles scenario files at run time and loads parts of itself by path; vitest is the test run
 * that a scenario joins; the others are needed by few commands, which load them when they begin.
 */
const EXTERNAL = ['jiti', 'vitest', 'fast-check', 'pg', 'ws']
/** CommonJS packages ask for Node's own modules by `require`, which ES modules do not have. No module has a `requireFrom`. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);"

rmSync(join(root, 'dist'), { recursive: true, force: true })
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    'harness/cli/main.ts',
    'harness/cli/record-worlds.ts',
    'harness/explorer/index.ts',
    'harness/index.ts',
    'harness/vitest/index.ts',
    'reports/index.ts',
    'twins/index.ts',
    ...scenarios.map((name) => `scenarios/${name}`),
  ],
  outdir: 'dist',
  outbase: '.',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: EXTERNAL,
  banner: { js: REQUIRE },
  metafile: true,
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'warning',
})
writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), notices(metafile))
chmodSync(join(root, 'dist/harness/cli/main.js'), 0o755)

const tsc = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
const worlds = spawnSync(process.execPath, ['dist/harness/cli/record-worlds.js'], {
  cwd: root,
  stdio: 'inherit',
})
// Written last: outcomes are remembered for code that is complete.
writeFileSync(join(root, 'dist/code-digest'), `${codeDigest()}\n`)
process.exitCode = tsc.status || worlds.status || 0

/** Of all code in dist/ and the versions of what it loads from node_modules, which package.json pins. */
function codeDigest() {
  const digest = createHash('sha256').update(readFileSync(join(root, 'package.json')))
  const modules = readdirSync(join(root, 'dist'), { recursive: true }).filter((path) => path.endsWith('.js'))
  for (const path of modules.sort())
    digest.update(`\0${path}\0`).update(readFileSync(join(root, 'dist', path)))
  return digest.digest('hex')
}

/** The licences of the packages that are part of the bundle, by name. */
function notices({ inputs }) {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [],
  )
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    return `${name} ${version} (${license})\n\n${licence(folder)}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

/** A package's licence file, what its README says under that heading, or what it declares. */
function licence(folder) {
  const names = readdirSync(join(root, folder))
  const file = names.find((entry) => /^licen[cs]e(\.|$)/i.test(entry))
  if (file !== undefined) return readFileSync(join(root, folder, file), 'utf8').trim()
  const readme = names.find((entry) => /^readme(\.|$)/i.test(entry))
  const text = readme === undefined ? '' : readFileSync(join(root, folder, readme), 'utf8')
  const section = /^#+ *licen[cs]e *\n(.*)/ims.exec(text)
  if (section !== null) return section[1].trim()
  const { license, author, repository } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  if (license === undefined) throw new Error(`${folder} has no licence`)
  return `Declared as ${license}, by ${author?.name ?? author ?? repository?.url ?? repository}`
}
