import type { ContainerArgs, ImageProgram, ToolArgs } from '../contract/component.js'
import { memoryFiles } from '../kernel/files.js'
import type { JsonObject } from '../kernel/json.js'
import type { Program, ProgramContext } from '../kernel/process.js'
import { park, report } from '../kernel/requests.js'
import { arrayAt, shellProgram, toolCommand } from '../kubernetes/index.js'
import { temporalCli } from './cli/temporal.js'
import { runAutoSetup } from './server/auto-setup.js'
import { runServer } from './server/server-program.js'
import type { SchemaFiles } from './tool/schema-source.js'
import { runSqlTool } from './tool/temporal-sql-tool.js'
import { releaseOfImage } from './versions.js'

const WORKDIR = '/etc/temporal'

/** Images of Docker Hub and of mirrors, which often join the two names with a hyphen. */
function imageNamed(name: string): (image: string) => boolean {
  const pattern = new RegExp(`(^|[/-])temporalio[/-]${name}([:@]|$)`)
  return (image) => pattern.test(image)
}

/** Commands get the container's arguments beside those of a tool (see `shellProgram`). */
function containerOf(args: JsonObject): ContainerArgs {
  return args as ContainerArgs
}

/** The schema tool with the schema and the mounted files of its container. */
const sqlTool: Program = (args, context) =>
  runSqlTool({ ...(args as ToolArgs), cwd: WORKDIR }, sourceOf(args, context))

function sourceOf(args: JsonObject, context: ProgramContext): SchemaFiles {
  const { image, mounts } = containerOf(args)
  return { files: memoryFiles(mounts), cwd: WORKDIR, release: releaseOfImage(image, context.profile) }
}

const server: Program = (args, context) =>
  runServer(containerOf(args), context, releaseOfImage(containerOf(args).image, context.profile))

const autoSetup: Program = (args, context) =>
  runAutoSetup(containerOf(args), context, sourceOf(args, context))

/** admin-tools waits for somebody to run its tools. */
const wait: Program = function* () {
  yield* report({ ready: true })
  return yield* park()
}

const ENTRYPOINT = `${WORKDIR}/entrypoint.sh`
const SERVER_COMMANDS = {
  [ENTRYPOINT]: server,
  'temporal-server': server,
  [`${WORKDIR}/start-temporal.sh`]: server,
}
const COMMANDS = { 'temporal-sql-tool': sqlTool, temporal: temporalCli, psql: toolCommand('psql') }

/** Alpine's packages of the tools' images hold bash as well; it answers as `sh` does. */
const bash: Program = (args, context) => {
  const [, ...operands] = arrayAt(args, 'argv').map(String)
  return shellProgram(TOOLS).exec({ ...args, command: ['sh', ...operands] }, context)
}

const TOOLS: Readonly<Record<string, Program>> = { ...COMMANDS, bash }

/** temporalio/server: the server; `SERVICES` and `--service` choose what of it. Source: temporalio/docker-builds d0ab85e server.Dockerfile. */
const serverImage: ImageProgram = {
  name: 'temporal-server',
  matches: imageNamed('server'),
  ...shellProgram(SERVER_COMMANDS, { entrypoint: [ENTRYPOINT], cmd: [] }),
}

/** temporalio/auto-setup: everything of the schema, then the server. Source: as above, auto-setup.Dockerfile. */
const autoSetupImage: ImageProgram = {
  name: 'temporal-auto-setup',
  matches: imageNamed('auto-setup'),
  ...shellProgram(
    { ...SERVER_COMMANDS, ...TOOLS, [ENTRYPOINT]: autoSetup },
    { entrypoint: [ENTRYPOINT], cmd: ['autosetup'] },
  ),
}

/** temporalio/admin-tools: a shell with the tools and psql. Source: as above, admin-tools.Dockerfile. */
const adminToolsImage: ImageProgram = {
  name: 'temporal-admin-tools',
  matches: imageNamed('admin-tools'),
  ...shellProgram(
    { ...TOOLS, '/sbin/tini': wait, tini: wait },
    { entrypoint: ['tini'], cmd: ['--', 'sleep', 'infinity'] },
  ),
}

export const images: readonly ImageProgram[] = [serverImage, autoSetupImage, adminToolsImage]

/** Whether an image runs the server. */
export function isServerImage(image: string): boolean {
  return serverImage.matches(image) || autoSetupImage.matches(image)
}
