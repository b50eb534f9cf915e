import { NotModelled } from '../../../kernel/errors.js'
import { print } from '../../../kernel/requests.js'
import { type Command, noArgs } from '../command.js'
import { VERSION_FLAGS } from '../flag-sets.js'
import { VERSION_FLAGS_4 } from '../flag-sets-4.js'
import { REAL_BINARY } from '../flags.js'

/** What the released binaries print; the versions whose answer was recorded. */
const BUILDS: Readonly<
  Record<string, { readonly commit: string; readonly go: string; readonly kube?: string }>
> = {
  '3.17.2': { commit: 'cc0bbbd6d6276b83880042c1ecb34087e84d41eb', go: 'go1.23.7' },
  '4.1.4': { commit: '05fa37973dc9e42b76e1d2883494c87174b6074f', go: 'go1.25.9', kube: 'v1.35' },
}

/** Helm v3.21.4 cmd/helm/version.go. */
export const versionCommand: Command = {
  useLine: 'helm version [flags]',
  flags: VERSION_FLAGS,
  flags4: VERSION_FLAGS_4,
  checkArgs: noArgs,
  *run({ flags, version }) {
    const number = `${version.major}.${version.minor}.${version.patch}`
    const build = BUILDS[number]
    if (build === undefined) throw new NotModelled(`helm version of ${number}`, REAL_BINARY)
    if (flags.on('short')) yield* print(`v${number}+g${build.commit.slice(0, 7)}`)
    else {
      const kube = build.kube === undefined ? '' : `, KubeClientVersion:"${build.kube}"`
      yield* print(
        `version.BuildInfo{Version:"v${number}", GitCommit:"${build.commit}", ` +
          `GitTreeState:"clean", GoVersion:"${build.go}"${kube}}`,
      )
    }
  },
}
