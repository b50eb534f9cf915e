import { isObject, type JsonObject } from '../../../../kernel/json.js'
import { arrayAt, numberAt, objectAt, textAt } from '../../../client/objects.js'
import type { Invocation } from '../command.js'
import { describeContainers } from './containers.js'
import { DescribeText } from './describe-text.js'
import { describeVolumes } from './volumes.js'

/** A pod template by itself, as `rollout history --revision` prints it: nothing is aligned there. */
export function podTemplateText({ minor }: Pick<Invocation, 'minor'>, template: JsonObject): string {
  const text = new DescribeText(minor)
  describePodTemplate(text, template)
  return text.unaligned()
}

/** Source: kubectl v0.32.0 pkg/describe/describe.go (DescribePodTemplate). */
export function describePodTemplate(text: DescribeText, template: JsonObject): void {
  const metadata = objectAt(template, 'metadata')
  const spec = objectAt(template, 'spec')
  text.line(0, 'Pod Template:')
  text.labels('  Labels', objectAt(metadata, 'labels'))
  const annotations = objectAt(metadata, 'annotations')
  if (Object.keys(annotations).length > 0) text.annotations('  Annotations', annotations)
  const serviceAccount = textAt(spec, 'serviceAccountName')
  if (serviceAccount !== '') text.line(1, `Service Account:\t${serviceAccount}`)
  const initContainers = arrayAt(spec, 'initContainers').filter(isObject)
  const containers = arrayAt(spec, 'containers').filter(isObject)
  const view = { statuses: [], space: '  ' } as const
  if (initContainers.length > 0) {
    describeContainers(text, { ...view, label: 'Init Containers', containers: initContainers })
  }
  describeContainers(text, { ...view, label: 'Containers', containers })
  describeVolumes(text, arrayAt(spec, 'volumes').filter(isObject), '  ')
  const priorityClass = textAt(spec, 'priorityClassName')
  if (priorityClass !== '') text.line(1, `Priority Class Name:\t${priorityClass}`)
  text.labels('  Node-Selectors', objectAt(spec, 'nodeSelector'))
  describeTolerations(text, '  Tolerations', arrayAt(spec, 'tolerations').filter(isObject))
}

/** Source: kubectl v0.32.0 pkg/describe/describe.go (printTolerationsMultilineWithIndent). */
export function describeTolerations(
  text: DescribeText,
  title: string,
  tolerations: readonly JsonObject[],
): void {
  if (tolerations.length === 0) text.line(0, `${title}:\t<none>`)
  const sorted = [...tolerations].sort((a, b) => (textAt(a, 'key') < textAt(b, 'key') ? -1 : 1))
  for (const [index, toleration] of sorted.entries()) {
    text.line(0, `${index === 0 ? `${title}:` : ''}\t${tolerationText(toleration)}`)
  }
}

function tolerationText(toleration: JsonObject): string {
  const key = textAt(toleration, 'key')
  const value = textAt(toleration, 'value')
  const effect = textAt(toleration, 'effect')
  const exists = toleration['operator'] === 'Exists' && value === ''
  const operator = exists ? `${key === '' && effect === '' ? '' : ' '}op=Exists` : ''
  const seconds = numberAt(toleration, Number.NaN, 'tolerationSeconds')
  return [
    key,
    value === '' ? '' : `=${value}`,
    effect === '' ? '' : `:${effect}`,
    operator,
    Number.isNaN(seconds) ? '' : ` for ${seconds}s`,
  ].join('')
}
