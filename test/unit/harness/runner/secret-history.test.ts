import { describe, expect, it } from 'vitest'
import { allSecretObjects } from '../../../../harness/runner/secret-history.js'
import { kubernetes, OBJECTS } from '../../../../twins/kubernetes/index.js'
import { viewOf } from '../../../support/fake-twin.js'
import { logOf, podWith, write } from '../../../support/log.js'

const KEY = 'secrets/test/db'
const secret = (value: string) => ({ kind: 'Secret', data: { password: value } })
const POD = podWith({ running: {} })

describe('allSecretObjects', () => {
  const view = viewOf({ [KEY]: secret('bm93'), 'pods/test/web': POD })
  const log = logOf(
    ['a', write('create', KEY, null, secret('b25l'))],
    ['a', write('delete', KEY, secret('dHdv'), null)],
    ['a', write('patch', 'pods/test/web', POD, POD)],
  )

  it('shows secrets that came and went, next to those there are', () => {
    const values = kubernetes.secretValues(allSecretObjects(view, log))
    expect(values).toEqual(['bm93', 'now', 'b25l', 'one', 'dHdv', 'two'])
  })

  it('shows everything else as it is', () => {
    const history = allSecretObjects(view, log)
    expect(history.list(OBJECTS, 'pods/')).toEqual([{ key: 'pods/test/web', value: POD }])
    expect(history.get(OBJECTS, KEY)).toEqual(secret('bm93'))
    expect(history.list('aws.secrets')).toEqual([])
  })
})
