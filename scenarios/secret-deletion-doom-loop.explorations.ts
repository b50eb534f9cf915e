import { type Command, type EventPattern, type Exploration, type Step, step } from '../harness/index.js'

interface Parts {
  readonly upgrade: (values: readonly string[], ...flags: readonly string[]) => Command
  readonly asTerraform: (manifest: string) => Command
  /** Whether the operator takes its owner reference back under creationPolicy Orphan. */
  readonly strips: boolean
  readonly collected: EventPattern
}

/** What is searched: how the ExternalSecret may change hands, and what a late operator does to it. */
export function explorations({ upgrade, asTerraform, strips, collected }: Parts): readonly Exploration[] {
  const protections = [
    step('keep', upgrade(['values-keep.yaml'], '--atomic')),
    step('retain', upgrade(['values-retain-first.yaml'], '--atomic')),
    step('orphan', upgrade(['values-orphan.yaml'], '--atomic')),
  ]
  const handOver = [
    step('drop', upgrade(['values-postgres-off-same-image.yaml'], '--atomic')),
    step('terraform', asTerraform('terraform-externalsecret')),
    step('second-name', asTerraform('terraform-externalsecret-second-name')),
  ]
  const named = (name: string): Step => [...protections, ...handOver].find((one) => one.name === name)!
  const keepFirst = beforeDrop('keep', 'terraform')
  const orphanFirst = strips ? beforeDrop('orphan', 'second-name') : []
  return [
    {
      name: 'hand-over',
      title:
        'Which of these commands, in which order, hand the ExternalSecret over without losing the Secret?',
      startsAfter: 'healthy',
      goals: ['terraform', 'terraform-renamed'],
      steps: [...protections, ...handOver],
      bounds: { steps: 3, gaps: ['at-once', 'quiescent'] },
      expect: {
        shortestSafe: { terraform: keepFirst, 'terraform-renamed': orphanFirst },
        refuted: [['drop'], ['retain', 'drop', 'terraform'], ['terraform', 'drop']],
        sometimes: [
          { says: 'the Secret is collected', event: collected },
          { says: 'the release that drops it succeeds', event: { exit: { step: 'drop', code: 0 } } },
        ],
      },
    },
    {
      name: 'retain-only',
      title: 'With creationPolicy Owner and nothing but deletionPolicy: Retain, is there any way?',
      startsAfter: 'healthy',
      goals: ['terraform'],
      steps: ['retain', 'drop', 'terraform'].map(named),
      bounds: { steps: 3, gaps: ['at-once', 'quiescent'] },
      expect: {
        shortestSafe: { terraform: [] },
        refuted: [['retain', 'drop', 'terraform']],
        sometimes: [{ says: 'the Secret is collected', event: collected }],
      },
    },
    {
      name: 'late-operator',
      title: 'The operator may be late once, and nobody waits for it: does creationPolicy Orphan still help?',
      startsAfter: 'healthy',
      goals: ['terraform-renamed'],
      steps: ['orphan', 'drop', 'second-name'].map(named),
      bounds: { steps: 3, stalls: 1, controllers: ['externalsecret'], gaps: ['at-once', 'quiescent'] },
      expect: {
        shortestSafe: { 'terraform-renamed': [] },
        refuted: [['drop'], ['orphan', 'drop', 'second-name']],
        sometimes: [{ says: 'the Secret is collected', event: collected }],
      },
    },
    {
      name: 'late-operator-awaited',
      title: 'The operator may be late once, but each step waits until nothing is under way.',
      startsAfter: 'healthy',
      goals: ['terraform-renamed'],
      steps: ['orphan', 'drop', 'second-name'].map(named),
      bounds: { steps: 3, stalls: 1, controllers: ['externalsecret'], gaps: ['quiescent'] },
      expect: {
        shortestSafe: { 'terraform-renamed': orphanFirst },
        refuted: [['drop'], ['second-name', 'drop']],
        sometimes: [{ says: 'the Secret is collected', event: collected }],
      },
    },
    {
      name: 'killed-upgrade',
      title: 'The upgrade is killed, and typed again: where does the second one get through?',
      startsAfter: 'healthy',
      goals: ['helm'],
      steps: [named('keep')],
      bounds: { gaps: ['quiescent'] },
      census: {
        process: ['helm', 'upgrade'],
        error: 'Error: (.*)',
        expect: { recovers: 5, stuck: 38, 'silently-wrong': 0 },
      },
      expect: {
        shortestSafe: {},
        refuted: [['keep']],
        sometimes: [{ says: 'the second one succeeds', event: { exit: { step: 'keep~2', code: 0 } } }],
      },
    },
  ]
}

/** All orders of three steps in which the protection stands before the release that drops the ExternalSecret. */
function beforeDrop(protection: string, takeOver: string): readonly (readonly string[])[] {
  return [
    [protection, 'drop', takeOver],
    [protection, takeOver, 'drop'],
    [takeOver, protection, 'drop'],
  ]
}
