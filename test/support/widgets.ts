import type { JsonObject } from '../../twins/kernel/json.js'

/** A schema with defaults, an enum, an immutable field and a keyed list. */
const widgetSchema: JsonObject = {
  type: 'object',
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object' },
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1 },
        color: { type: 'string', enum: ['red', 'green'], default: 'red' },
        replicas: { type: 'integer', default: 1 },
        ports: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string' }, port: { type: 'integer' } },
          },
        },
      },
    },
    status: {
      type: 'object',
      properties: { replicas: { type: 'integer' }, phase: { type: 'string' }, selector: { type: 'string' } },
    },
  },
}

function version(name: string, more: JsonObject): JsonObject {
  return {
    name,
    served: true,
    storage: false,
    schema: { openAPIV3Schema: widgetSchema },
    subresources: {
      status: {},
      scale: {
        specReplicasPath: '.spec.replicas',
        statusReplicasPath: '.status.replicas',
        labelSelectorPath: '.status.selector',
      },
    },
    ...more,
  }
}

/** `widgets.example.com`: stored as v1, also served as the deprecated v1beta1, with status and scale. */
export const widgetDefinition: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: {
      plural: 'widgets',
      singular: 'widget',
      kind: 'Widget',
      listKind: 'WidgetList',
      shortNames: ['wd'],
    },
    versions: [version('v1beta1', { deprecated: true }), version('v1', { storage: true })],
  },
}

/** A Widget in the default namespace. */
export function widget(name: string, spec: JsonObject = { size: 1 }): JsonObject {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, namespace: 'default' }, spec }
}
