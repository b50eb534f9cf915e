import { assemble } from '../../../twins/embedded/assemble.js'
import { buildWorld, createObject } from '../../../twins/embedded/build-world.js'
import type { JsonObject } from '../../../twins/kernel/json.js'
import { driveNow } from '../../../twins/kernel/pending.js'
import { runningThrough } from '../../../twins/kernel/scheduler.js'
import type { System } from '../../../twins/kernel/system.js'
import type { World } from '../../../twins/kernel/world.js'
import { kubernetes, nodeManifest } from '../../../twins/kubernetes/index.js'

export const NAMESPACE = 'default'

/** Pods a node: upstream's limit is 110. */
const PODS_PER_NODE = 100

/** 10,000 pods are far more than a rehearsal has: the bounds that catch loops in one would be reached. */
const LIMITS = { transitions: 10_000_000, reconcileRequests: 1_000_000 }

export interface BenchWorld {
  readonly system: System
  readonly world: World
}

/** A quiet cluster with nodes for so many pods, and none of them yet. */
export function clusterFor(pods: number): BenchWorld {
  const system = assemble({ components: [kubernetes], limits: LIMITS })
  const nodes = Math.max(1, Math.ceil(pods / PODS_PER_NODE))
  const objects = Array.from({ length: nodes }, (_, index) => nodeManifest(`node-${index}`))
  return { system, world: runToQuiescence(system, buildWorld(system, [kubernetes], { seed: 1, objects })) }
}

/** A cluster in which so many pods run. */
export function clusterWith(pods: number): BenchWorld {
  const { system, world } = clusterFor(pods)
  return { system, world: rollOut(system, world, pods) }
}

/** Create a Deployment and let the world go on until all there is to do is done. */
export function rollOut(system: System, world: World, replicas: number): World {
  return runToQuiescence(system, createObject(system, world, deployment(replicas)))
}

function runToQuiescence(system: System, world: World): World {
  return driveNow(runningThrough(system, world)).world
}

function deployment(replicas: number): JsonObject {
  const labels = { app: 'bench' }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'bench', namespace: NAMESPACE },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'bench', image: 'registry.k8s.io/pause:3.10' }] },
      },
    },
  }
}

/** A ConfigMap with a value of 1 KB, which says what it was last written by. */
export function configMap(name: string, writtenBy: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: NAMESPACE },
    data: { value: valueWrittenBy(writtenBy) },
  }
}

/** 1,024 characters. */
export function valueWrittenBy(writtenBy: string): string {
  return writtenBy.padEnd(1024, '.')
}
