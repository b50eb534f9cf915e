import { readFileSync } from 'node:fs'
import { type JsonObject, memoryFiles } from '../../twins/kernel/index.js'
import { kubernetes } from '../../twins/kubernetes/index.js'
import { deployment } from './api.js'
import { TestTwin, type TestTwinOptions } from './twin.js'

/** A command and what the real kubectl made of it. */
export interface RecordedCommand {
  readonly argv: readonly string[]
  readonly stdin?: string
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

interface Golden {
  /** Files of the working directory. */
  readonly files: Readonly<Record<string, string>>
  readonly commands: readonly RecordedCommand[]
}

export const GOLDEN_FILE = new URL('../golden/kubectl-1.32.3/commands.json', import.meta.url)

/** The answers of kubectl v1.32.3, command after command in one world. */
export const GOLDEN = JSON.parse(readFileSync(GOLDEN_FILE, 'utf8')) as Golden

/** The world the golden answers were recorded over. */
export function goldenWorld(options: Partial<TestTwinOptions> = {}): TestTwin {
  const twin = new TestTwin({
    ...options,
    components: [kubernetes],
    objects: [deployment('web', { replicas: 2 }), CREDS, WIDGETS],
    files: memoryFiles(GOLDEN.files),
  })
  twin.settle()
  twin.create(WIDGET)
  twin.settle()
  return twin
}

const CREDS: JsonObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'creds', namespace: 'default', labels: { app: 'web' } },
  stringData: { user: 'u', password: 'pässword' },
}

const WIDGET: JsonObject = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: {
    name: 'w1',
    namespace: 'default',
    labels: { a: 'b' },
    annotations: { long: 'x'.repeat(200) },
  },
  spec: { size: 3, color: 'red', tags: ['x', 'y'] },
}

const WIDGETS: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: ['wd'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  size: { type: 'integer' },
                  color: { type: 'string', enum: ['red', 'blue'] },
                  tags: { type: 'array', items: { type: 'string' } },
                },
              },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
      },
    ],
  },
}

/** Puts one word for everything that differs between two runs; runs of spaces follow the length of names. */
export function mask(text: string): string {
  return text
    .replace(/\b(web|api)-[a-z0-9]{8,10}(-[a-z0-9]{5})?/g, 'HASH')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replace(/\b10\.244\.\d+\.\d+/g, 'IP')
    .replace(/("?resourceVersion"?: ?)"\d+"/g, '$1"N"')
    .replace(/containerd:\/\/\w+/g, 'CONTAINER')
    .replace(/2026-01-01T00:\d\d:\d\dZ/g, 'TIME')
    .replace(/Jan 2026 00:\d\d:\d\d/g, 'TIME')
    .replace(/\b(\d+m)?\d+s\b|\b\d+m\b/g, 'AGE')
    .replace(/ {2,}/g, '  ')
}
