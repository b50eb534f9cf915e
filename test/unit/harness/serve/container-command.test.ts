import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../../../harness/serve/container-command.js'
import { ServedWorld } from '../../../../twins/embedded/served-world.js'
import { kubernetes } from '../../../../twins/kubernetes/index.js'
import { TestTwin } from '../../../support/twin.js'

/** A command in the only container of a running pod whose image nobody knows. */
function refusal(container: string) {
  const twin = new TestTwin({ components: [kubernetes] })
  twin.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'test' },
    spec: { containers: [{ name: 'main', image: 'app:1' }] },
  })
  twin.quiesce()
  const streams = { stdin: false, stdout: true, stderr: true, tty: false }
  const exec = { namespace: 'test', pod: 'p', container, command: ['env'], ...streams }
  return refusalOf(new ServedWorld(twin.system, twin.world), exec)
}

describe('a command in a container of a served world', () => {
  it('that is not modelled is refused with a Status, of which kubectl prints the message', () => {
    expect(refusal('main')).toEqual({
      code: 501,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        code: 501,
        message:
          'not modelled: running env in container main of pod test/p (image app:1). ' +
          'Give the program of this image an `exec`.',
      },
    })
  })

  it('that does not exist is refused by the API server', () => {
    expect(refusal('nope')).toMatchObject({
      code: 400,
      body: { message: 'container nope is not valid for pod p' },
    })
  })
})
