import type { Json } from '../../twins/kernel/json.js'
import type { Protection, Step, WorldSpec } from '../scenario/scenario.js'
import { quoted, sourceOf, stepSource } from './source-text.js'

/** The commands of a runbook as a fix. */
export interface RunbookFix {
  readonly name: string
  readonly title: string
  /** As it stands in the world folder. */
  readonly path: string
  readonly steps: readonly Step[]
}

/** What the scenario file of an import says. */
export interface ScenarioParts {
  readonly name: string
  /** Folder or file of the dump, as it was given. */
  readonly dump: string
  /** RFC 3339. */
  readonly takenAt: string
  readonly profile: Readonly<Record<string, string>>
  readonly snapshot: readonly string[]
  readonly secretsManager: WorldSpec['secretsManager'] | undefined
  /** What the provider's side does not hold. */
  readonly gaps: readonly string[]
  readonly protects: Protection
  readonly fix: RunbookFix | undefined
  /** Files of schemas, for which there is no database server yet. */
  readonly schemas: readonly string[]
}

/** The goal of every rehearsal of an imported world. */
export const AS_IMPORTED = 'as-imported'

/** Said apart: this file neither imports the package nor has a default export. */
const PACKAGE = quoted('rehearse')
const DECLARED = 'export default defineScenario'

/** The scenario file of an imported world: written once, then it belongs to whoever edits it. */
export function scenarioText(parts: ScenarioParts): string {
  const { name, dump, takenAt, profile, protects, fix } = parts
  const imports = fix === undefined ? 'defineScenario' : '$, defineScenario, step'
  return `import { ${imports} } from ${PACKAGE}

/*
 * A cluster as a dump of it shows it. \`rehearse init\` wrote this file once; from now on it is yours to edit.
 * Secret values are no longer in it: equal ones are equal here, and nothing else can be told of them.
 * fixtures/${name}/README.md says what was found, what was left out, and what is only kept.
 */
${DECLARED}({
  name: ${quoted(name)},
  title: ${quoted(`${name}, as it was on ${takenAt.slice(0, 10)}`)},
  summary:
    'A cluster restored from a dump. A command is harmful here if it brings about something that was not there before: ' +
    'a difference, a lost key, a restarted pod.',
  source: { document: ${quoted(`Dump ${dump}`)}, section: ${quoted(takenAt)} },
  // Versions as the dump shows them. What it does not show is rehearsed in the default version.
  profile: ${sourceOf(profile, 2, 'profile: '.length)},
  world: {
    snapshot: ${sourceOf({ files: parts.snapshot, takenAt }, 4, 'snapshot: '.length)},
    // All of them are in the snapshot; what you name here is added to it.
    nodes: [],
    namespaces: [],
${providerText(parts)}${databasesText(parts.schemas)}    // Commands that change the world before anything is rehearsed, e.g. $\`kubectl apply -f extra.yaml\`.
    setup: [],
  },
  // What must come to no harm. Chosen: running pods that hold data, and the keys of Secrets that running pods read.
  protects: {
    pods: ${sourceOf(protects.pods as unknown as Json, 4, 'pods: '.length)},
    keys: ${sourceOf(protects.keys as unknown as Json, 4, 'keys: '.length)},
  },
  goals: {
    // A real cluster is never at zero diff: only what is new counts. Say with \`declared\` and \`ownership\` where you want to get.
    ${quoted(AS_IMPORTED)}: {
      description: 'nothing differs that did not differ before',
      baseline: 'as-imported',
    },
  },
  incidents: [],
${fixesText(fix)}})
`
}

function providerText({ secretsManager, gaps }: ScenarioParts): string {
  const notes = gaps.map((gap) => `    // - ${gap}\n`).join('')
  const missing =
    notes === '' ? '' : `    // NOT KNOWN, so that a refresh may fail here and not in production:\n${notes}`
  if (secretsManager === undefined) return missing
  return `    // What AWS Secrets Manager must hold for every ExternalSecret to be in sync: assumed, read back from the Secrets.
${missing}    secretsManager: ${sourceOf(secretsManager as unknown as Json, 4, 'secretsManager: '.length)},
`
}

function databasesText(schemas: readonly string[]): string {
  if (schemas.length === 0) return ''
  return `    // Schemas of databases are kept in ${schemas.join(', ')}. A server for them, where pods are to find one:
    //   postgres: { servers: [{ name: 'db', hosts: { 'db.example.com': '10.0.0.10' } }] },
    // and as setup, e.g.: $\`psql postgres://postgres@db.example.com/postgres -f ${schemas[0]}\`
`
}

function fixesText(fix: RunbookFix | undefined): string {
  if (fix === undefined)
    return `  // What you want to do, e.g. (import { $, step } as well):
  //   {
  //     name: 'upgrade',
  //     title: 'Upgrade the shop to 2.0.',
  //     from: { derived: 'the change of Thursday' },
  //     goal: '${AS_IMPORTED}',
  //     startsAfter: 'healthy',
  //     steps: [step('upgrade', $\`helm upgrade shop charts/shop -n shop -f values/shop.yaml\`)],
  //   },
  fixes: [],
`
  const steps = fix.steps.map((step) => `        ${stepSource(step, 8)},\n`).join('')
  return `  fixes: [
    {
      name: ${quoted(fix.name)},
      title: ${quoted(fix.title)},
      from: { document: ${quoted(fix.path)}, section: ${quoted(fix.title)} },
      goal: '${AS_IMPORTED}',
      startsAfter: 'healthy',
      steps: [
${steps}      ],
    },
  ],
`
}
