import type { ImportReport } from './report.js'

/** What a person should know about an imported world: the README.md of its folder. */
export function worldReadme(report: ImportReport): string {
  const { name, takenAt, objects, redacted } = report
  const sections = [
    `# ${name}\n\nA cluster as a dump of it showed it at ${takenAt}: ${objects} objects. \`rehearse init\` wrote this folder; the same in a form for\nprograms is in \`import.json\`. It holds no secret value: ${redacted.leaves} were replaced by others of the same shape, and so were\n${redacted.mentions} mentions of them elsewhere. Equal values are still equal.\n`,
    list(
      'Versions',
      report.versions.map(
        ({ what, version, where, problem }) =>
          `${what} ${version} (${where})${problem === null ? '' : `: ${problem}`}`,
      ),
    ),
    list(
      'Releases of Helm',
      report.releases.map(
        (release) =>
          `${release.namespace}/${release.name}: ${release.chart} ${release.chartVersion}, revision ${release.revision}, ${release.status}`,
      ),
    ),
    list(
      'Kept and not understood',
      report.opaque.map(({ apiVersion, kind, count, why }) => `${count} ${kind} (${apiVersion}): ${why}`),
      'They are served as they are. A rehearsal that writes one of them, or that reads one in a step, is inconclusive.',
    ),
    list(
      'What AWS Secrets Manager holds',
      report.provider.secrets === 0 && report.provider.gaps.length === 0
        ? []
        : [
            `${report.provider.secrets} secrets, assumed to be in sync with the Secrets of the dump`,
            ...report.provider.gaps.map((gap) => `not known: ${gap}`),
          ],
    ),
    list('States of Terraform', report.states, 'Kept; nothing reads them yet.'),
    list(
      'Schemas of databases',
      report.schemas,
      'Kept. No database server of this world takes them unless the scenario names one.',
    ),
    list(
      'Left out',
      report.leftOut.map(({ what, why }) => `${what}: ${why}`),
    ),
    `## What is assumed\n\n- Containers that were running go on running, with the Secrets and ConfigMaps of the dump as they are.\n- Images that nobody has taught Rehearse start, become ready and never fail; a verdict that rests on it says \`assumed\`.\n- A dump is taken list by list: what changed meanwhile may be seen half.\n${report.managedFields ? '' : '- The dump shows no managed fields (`kubectl get --show-managed-fields`): server-side apply meets no conflicts here.\n'}`,
  ]
  return `${sections
    .filter((section) => section !== '')
    .join('\n')
    .trimEnd()}\n`
}

function list(title: string, items: readonly string[], after = ''): string {
  if (items.length === 0) return ''
  return `## ${title}\n\n${items.map((item) => `- ${item}\n`).join('')}${after === '' ? '' : `\n${after}\n`}`
}
