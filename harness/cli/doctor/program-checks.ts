import type { Check, Machine } from './check.js'

const group = 'programs'

interface Program {
  readonly name: string
  readonly args: readonly string[]
  readonly use: string
  readonly install: string
}

/** Programs of the user. None is needed by `rehearse run`. */
const PROGRAMS: readonly Program[] = [
  {
    name: 'kubectl',
    args: ['version', '--client', '--output=json'],
    use: 'reads your cluster for `rehearse collect`; `run --clients real`; speaks to `rehearse serve`',
    install: 'https://kubernetes.io/docs/tasks/tools/',
  },
  {
    name: 'helm',
    args: ['version', '--template', '{{.Version}}'],
    use: 'renders charts of your own; `run --clients real`; speaks to `rehearse serve`',
    install: 'https://helm.sh/docs/intro/install/ (version 3)',
  },
  {
    name: 'terraform',
    args: ['version', '-json'],
    use: 'prints your state for a dump: `terraform show -json`',
    install: 'https://developer.hashicorp.com/terraform/install',
  },
  {
    name: 'tofu',
    args: ['version', '-json'],
    use: 'the same, if your state is OpenTofu’s',
    install: 'https://opentofu.org/docs/intro/install/',
  },
  {
    name: 'psql',
    args: ['--version'],
    use: 'looks into a served database',
    install: 'https://www.postgresql.org/download/',
  },
  {
    name: 'pg_dump',
    args: ['--version'],
    use: 'prints the schema of a database for a dump: `pg_dump --schema-only`',
    install: 'https://www.postgresql.org/download/',
  },
  {
    name: 'aws',
    args: ['--version'],
    use: 'speaks to `rehearse serve`',
    install: 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  },
  {
    name: 'docker',
    args: ['version', '--format', '{{.Server.Version}}'],
    use: 'rehearse needs none; kind does',
    install: 'https://docs.docker.com/engine/install/',
  },
  {
    name: 'kind',
    args: ['version'],
    use: 'rehearse needs none; a real, throw-away cluster to try a fix on afterwards',
    install: 'https://kind.sigs.k8s.io/docs/user/quick-start/',
  },
]

/** Which programs are there, and whether they say their version. */
export function programChecks(machine: Machine): readonly Check[] {
  return PROGRAMS.map((program) => programCheck(program, machine))
}

/** `REHEARSE_<NAME>` names another one than PATH, as it does for `run --clients real`. */
function programCheck({ name, args, use, install }: Program, machine: Machine): Check {
  const variable = `REHEARSE_${name.toUpperCase()}`
  const named = machine.environment[variable]
  const path = named === undefined || named === '' ? machine.find(name) : named
  if (path === undefined)
    return {
      group,
      name,
      status: 'missing',
      found: 'not on PATH',
      use,
      remedy: `Only if you want that: ${install}`,
    }
  const { code, output } = machine.ask(path, args)
  const version = /\bv?\d+\.\d+(\.\d+)?[\w.+-]*/.exec(output)?.[0]
  if (code === 0 && version !== undefined)
    return { group, name, status: 'ok', found: `${version}, ${path}`, use }
  const said = output.split('\n')[0] || 'nothing'
  return {
    group,
    name,
    status: 'broken',
    found: `${path} does not say its version: ${said}`,
    use,
    remedy: `Try \`${name} ${args.join(' ')}\`; another one: set ${variable} to its path.`,
  }
}
