import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepingEngine } from '../../../../../twins/postgres/server/keeping-engine.js'
import { answersPath, KeptAnswers } from '../../../../../twins/postgres/server/kept-answers.js'
import { initialState } from '../../../../../twins/postgres/state.js'
import type { DatabaseEngine, EngineRequest } from '../../../../../twins/postgres/types.js'

const KEY = 'a'.repeat(32)
const OTHER = 'b'.repeat(32)

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'rehearse-answers-'))
})
afterAll(() => rmSync(home, { recursive: true }))

let count = 0
const fresh = () => join(home, 'nested', `${++count}.answers`)

describe('kept answers', () => {
  it('are found by whoever opens the file later, and by nobody else', () => {
    const path = fresh()
    new KeptAnswers(path).put(KEY, { rows: ['a\nb', 'é'] })
    expect(new KeptAnswers(path).get(KEY)).toEqual({ rows: ['a\nb', 'é'] })
    expect(new KeptAnswers(path).get(OTHER)).toBeUndefined()
    expect(statSync(path).mode & 0o077).toBe(0)
  })

  it('survive a line that was cut short', () => {
    const path = fresh()
    new KeptAnswers(path).put(KEY, [1])
    new KeptAnswers(path).put(OTHER, [2])
    truncateSync(path, readFileSync(path).length - 3)
    const later = new KeptAnswers(path)
    expect(later.get(KEY)).toEqual([1])
    expect(later.get(OTHER)).toBeUndefined()
  })

  it('of two processes stand in one file', () => {
    const path = fresh()
    const one = new KeptAnswers(path)
    one.put(KEY, 1)
    appendFileSync(path, `${OTHER} 2\n`)
    expect(one.get(OTHER)).toBeUndefined()
    expect(new KeptAnswers(path).get(OTHER)).toBe(2)
  })

  it('belong to code of dist/ alone', () => {
    expect(answersPath({ REHEARSE_CACHE: home }, '17')).toBeUndefined()
  })
})

describe('an engine that keeps', () => {
  const request = (statement: string): EngineRequest => {
    const root = { version: '17', bootstrap: [] }
    const session = { database: 'postgres', user: 'postgres', preamble: [], transaction: [] }
    const action = { kind: 'statement', statement } as const
    return { root, state: initialState(root), session, others: [], action, stepTo: () => undefined }
  }
  const answer = {
    results: [],
    error: null,
    notices: [],
    status: 'I',
    closed: null,
    terminated: [],
    changed: null,
  } as const

  /** An engine that notes what reaches it; `made` counts how often it was made. */
  function watched() {
    const asked: string[] = []
    let made = 0
    const make = (): DatabaseEngine => {
      made++
      return {
        login: async () => ({ error: null }),
        execute: async ({ action }) => {
          asked.push(action.kind === 'statement' ? action.statement : 'login')
          return answer
        },
      }
    }
    return { make, asked, made: () => made }
  }

  it('asks once for what is equal, also in a later run, and then makes no engine at all', async () => {
    const path = fresh()
    const first = watched()
    const keeping = keepingEngine(first.make, () => new KeptAnswers(path))
    expect(await keeping.execute(request('SELECT 1'))).toEqual(answer)
    expect(await keeping.execute(request('SELECT 2'))).toEqual(answer)
    const later = watched()
    const again = keepingEngine(later.make, () => new KeptAnswers(path))
    expect(await again.execute(request('SELECT 1'))).toEqual(answer)
    expect(first.asked).toEqual(['SELECT 1', 'SELECT 2'])
    expect(later.made()).toBe(0)
  })

  it('asks every time where nothing is kept', async () => {
    const engine = watched()
    const keeping = keepingEngine(engine.make, () => undefined)
    await keeping.execute(request('SELECT 1'))
    await keeping.execute(request('SELECT 1'))
    expect(engine.asked).toEqual(['SELECT 1', 'SELECT 1'])
  })
})
