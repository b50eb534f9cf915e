import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ToolArgs } from '../../../twins/contract/component.js'
import type { HistoryCheck } from '../../../twins/contract/twin.js'
import type { System } from '../../../twins/kernel/system.js'
import type { World } from '../../../twins/kernel/world.js'
import type { Arrival } from '../arrivals.js'
import { clientEnvironment } from '../client-environment.js'
import { ServerDirectory } from '../directory.js'
import { kubeconfig } from '../kubeconfig.js'
import { kubernetesParts } from '../kubernetes-parts.js'
import { newSecret } from '../secrets.js'
import { wallClock } from '../wall-clock.js'
import { findClient } from './find-client.js'
import { type Access, type ClientSetting, RealClientsTwin } from './real-clients-twin.js'

/** Where programs that a client starts itself are looked for. */
const PATH = '/usr/local/bin:/usr/bin:/bin'

export interface RealClientsSettings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Folder with `.cache/clients`. */
  readonly folder: string
  /** Folder of the scenario's artefacts, absolute: where commands run. */
  readonly fixtures: string
  readonly speed: number
  /** Told of everything that reaches a world; default: nobody is. */
  readonly onArrival?: (arrival: Arrival) => void
}

/** Real binaries for a run: one twin a version profile, one folder for all of their commands. */
export class RealClients {
  readonly #settings: RealClientsSettings
  readonly #twins: RealClientsTwin[] = []
  readonly #binaries = new Map<string, string>()
  #directory: ServerDirectory | undefined
  #commands = 0

  constructor(settings: RealClientsSettings) {
    this.#settings = settings
  }

  /** For `PrepareOptions.createTwin`. */
  readonly createTwin = (system: System, checks: readonly HistoryCheck[], world: World): RealClientsTwin => {
    const settingOf = (command: ToolArgs, access: Access): ClientSetting =>
      this.#settingOf(command, access, system.profile)
    const { speed, onArrival } = this.#settings
    const parts = { ...kubernetesParts(system.profile), system, checks, wall: wallClock }
    const options = { ...parts, speed, settingOf, onArrival }
    const twin = new RealClientsTwin({ ...options, controlToken: newSecret() }, world)
    this.#twins.push(twin)
    return twin
  }

  /** Kill what runs and remove what was written, at once: for the end of this process. */
  kill(): void {
    for (const twin of this.#twins) twin.kill()
    this.#directory?.remove()
  }

  /** Stop all servers and remove what was written. */
  async close(): Promise<void> {
    await Promise.all(this.#twins.map((twin) => twin.close()))
    this.#directory?.remove()
  }

  /** A home, a kubeconfig and caches of its own for one command. */
  #settingOf(command: ToolArgs, access: Access, profile: System['profile']): ClientSetting {
    const name = command.argv[0] ?? ''
    const binary = this.#binary(name, profile[name])
    this.#directory ??= ServerDirectory.open()
    this.#commands += 1
    const home = this.#directory.subfolder(String(this.#commands))
    const { url, token, awsUrl, awsKeyId } = access
    const path = this.#directory.writeClient(
      home,
      'kubeconfig',
      kubeconfig({ url, token, namespace: 'default' }),
    )
    const environment = clientEnvironment({ directory: home, kubeconfig: path, awsUrl, awsKeyId })
    const env = { PATH, HOME: home, ...environment, ...command.env }
    const cwd = join(this.#settings.fixtures, command.cwd)
    // What is left of it goes with the folder of all.
    const done = (): void => void rm(home, { recursive: true, force: true }).catch(() => {})
    return { binary, cwd, env, done }
  }

  #binary(name: string, version: string | undefined): string {
    const key = `${name} ${version}`
    const known = this.#binaries.get(key) ?? findClient(name, this.#settings, version)
    this.#binaries.set(key, known)
    return known
  }
}
