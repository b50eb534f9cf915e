import { NotModelled } from '../../../kernel/errors.js'
import { print } from '../../../kernel/requests.js'
import { type Command, noArgs } from '../command.js'
import { VERSION_FLAGS } from '../flag-sets.js'
import { REAL_BINARY } from '../flags.js'

/** What the released binaries print; the versions whose answer was recorded. */
const BUILDS: Readonly<Record<string, { readonly commit: string; readonly go: string }>> = {
  '3.17.2': { commit: 'cc0bbbd6d6276b83880042c1ecb34087e84d41eb', go: 'go1.23.7' },
}

/** Helm v3.21.4 cmd/helm/version.go. */
export const versionCommand: Command = {
  useLine: 'helm version [flags]',
  flags: VERSION_FLAGS,
  checkArgs: noArgs,
  *run({ flags, version }) {
    const number = `3.${version.minor}.${version.patch}`
    const build = BUILDS[number]
    if (build === undefined) throw new NotModelled(`helm version of ${number}`, REAL_BINARY)
    if (flags.on('short')) yield* print(`v${number}+g${build.commit.slice(0, 7)}`)
    else {
      yield* print(
        `version.BuildInfo{Version:"v${number}", GitCommit:"${build.commit}", ` +
          `GitTreeState:"clean", GoVersion:"${build.go}"}`,
      )
    }
  },
}
