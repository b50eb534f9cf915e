import { compareKeys } from '../../kernel/json.js'
import type { Secret, SecretVersion } from './secret.js'

export const AWSCURRENT = 'AWSCURRENT'
export const AWSPREVIOUS = 'AWSPREVIOUS'
export const AWSPENDING = 'AWSPENDING'

type Versions = readonly SecretVersion[]

export function versionWithId(versions: Versions, id: string): SecretVersion | undefined {
  return versions.find((version) => version.id === id)
}

/** A label is on at most one version. */
export function versionWithStage(versions: Versions, stage: string): SecretVersion | undefined {
  return versions.find((version) => version.stages.includes(stage))
}

/**
 * Put a label on a version and take it from any other. Moving AWSCURRENT moves AWSPREVIOUS to the version that had it.
 * Source: botocore 1.43.107 UpdateSecretVersionStage; LocalStack 8b9a79f, recorded answers of
 * test_update_secret_version_stages_current_pending_cycle.
 */
export function moveStage(versions: Versions, stage: string, toId: string): Versions {
  const holder = versionWithStage(versions, stage)
  if (holder?.id === toId) return versions
  const moved = versions.map((version) =>
    version.id === toId ? withStage(version, stage) : withoutStage(version, stage),
  )
  return stage === AWSCURRENT && holder !== undefined ? moveStage(moved, AWSPREVIOUS, holder.id) : moved
}

/** Take a label from whichever version has it. */
export function removeStage(versions: Versions, stage: string): Versions {
  if (versionWithStage(versions, stage) === undefined) return versions
  return versions.map((version) => withoutStage(version, stage))
}

/**
 * Add a version with these labels. The first version always gets AWSCURRENT (botocore 1.43.107 PutSecretValue). A
 * version that loses AWSCURRENT to a new one also loses AWSPENDING, but keeps its custom labels (LocalStack 8b9a79f,
 * recorded answers of test_update_secret_version_stages_current_pending and …_cycle_custom_stages_2).
 */
export function addVersion(versions: Versions, version: SecretVersion, stages: readonly string[]): Versions {
  const replaced = stages.includes(AWSCURRENT) ? versionWithStage(versions, AWSCURRENT) : undefined
  const settled = versions.map((each) => (each === replaced ? withoutStage(each, AWSPENDING) : each))
  const wanted = versions.length === 0 && !stages.includes(AWSCURRENT) ? [...stages, AWSCURRENT] : stages
  let next: Versions = [...settled, version]
  for (const stage of wanted) next = moveStage(next, stage, version.id)
  return next
}

/** Version ids to labels, as DescribeSecret and ListSecrets show them: without deprecated versions. */
export function stagesById(secret: Secret): Readonly<Record<string, readonly string[]>> {
  const labelled = secret.versions.filter((version) => version.stages.length > 0)
  return Object.fromEntries(labelled.map((version) => [version.id, version.stages]))
}

function withStage(version: SecretVersion, stage: string): SecretVersion {
  return { ...version, stages: [...version.stages, stage].sort(compareKeys) }
}

function withoutStage(version: SecretVersion, stage: string): SecretVersion {
  if (!version.stages.includes(stage)) return version
  return { ...version, stages: version.stages.filter((each) => each !== stage) }
}
