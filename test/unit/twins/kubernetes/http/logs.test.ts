import { describe, expect, it } from 'vitest'
import { deepFreeze, PROCESSES, type Process, World } from '../../../../../twins/kernel/index.js'
import {
  firstBytes,
  lastLines,
  logWindowOf,
  windowed,
} from '../../../../../twins/kubernetes/http/logs/log-lines.js'
import { printedSince } from '../../../../../twins/kubernetes/http/logs/log-since.js'
import { LogStream } from '../../../../../twins/kubernetes/http/logs/log-stream.js'
import { Query } from '../../../../../twins/kubernetes/http/routing/query.js'
import { TestFront } from '../../../../support/http-front.js'

describe('lines of a log', () => {
  it.each([
    ['a\nb\nc\n', 2, 'b\nc\n'],
    ['a\nb\nc', 2, 'b\nc'],
    ['a\nb\n', 5, 'a\nb\n'],
    ['a\nb\n', 0, ''],
    ['', 3, ''],
    ['\n\n', 1, '\n'],
  ])('of %j, the last %i are %j', (text, count, last) => {
    expect(lastLines(text, count)).toBe(last)
  })

  it('are cut at bytes, not characters', () => {
    expect(firstBytes('äb', 2)).toBe('ä')
  })

  it('are counted before bytes are', () => {
    expect(windowed('aaa\nbbb\n', { tailLines: 1, limitBytes: 2 })).toBe('bb')
  })

  it.each([
    'tailLines=-1',
    'limitBytes=0',
    'sinceSeconds=0',
    'sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z',
  ])('cannot be %s', (query) => {
    expect(() => logWindowOf(new Query(query), 0)).toThrow('PodLogOptions "" is invalid')
  })

  it('have no time', () => {
    expect(() => logWindowOf(new Query('timestamps=true'), 0)).toThrow('not modelled: the time of a log line')
  })

  it.each([
    ['sinceSeconds=5', 5000],
    ['sinceTime=2026-01-01T00:00:07Z', 7000],
  ])('are wanted since %s', (query, sinceMs) => {
    expect(logWindowOf(new Query(query), 10_000).sinceMs).toBe(sinceMs)
  })
})

describe('what a container printed since a time', () => {
  const at = (second: number) => `2026-01-01T00:00:0${second}Z`
  const pod = {
    status: {
      containerStatuses: [
        { name: 'runs', state: { running: { startedAt: at(4) } } },
        { name: 'ended', state: { terminated: { startedAt: at(1), finishedAt: at(3) } } },
        {
          name: 'waits',
          state: { waiting: {} },
          lastState: { terminated: { startedAt: at(2), finishedAt: at(3) } },
        },
      ],
    },
  }

  it.each([
    ['runs', false, 4000, true],
    ['ended', false, 1000, true],
    ['ended', false, 4000, false],
    ['waits', false, 2000, true],
    ['waits', true, 5000, false],
  ])('%s previous=%s since %i: %s', (name, previous, sinceMs, all) => {
    expect(printedSince(pod, name, previous, sinceMs)).toBe(all)
  })

  it('is not known of a part of it', () => {
    expect(() => printedSince(pod, 'runs', false, 5000)).toThrow('not modelled: the time of a log line')
  })
})

/** A world in which the process has printed this. */
function printed(stdout: string, stderr: string, exit: Process['exit'] = null): World {
  const { world } = new TestFront()
  const process = { pid: 'p', stdout, stderr, exit, program: 'x', args: {}, parent: '' } as unknown as Process
  const table = world.table(PROCESSES).fork()
  table.write('p', deepFreeze({ ...process, blocked: null, held: [], journal: null, report: null }))
  return new World({ ...world, tables: new Map([...world.tables, [PROCESSES, table]]) })
}

describe('a log that is followed', () => {
  it('tells what is new, and ends with the process', () => {
    const stream = new LogStream('p', { tailLines: 1, limitBytes: undefined, sinceMs: undefined })
    expect(stream.read(printed('a\nb\n', ''))).toEqual({ chunks: ['b\n'], more: false, done: false })
    expect(stream.read(printed('a\nb\n', ''))).toEqual({ chunks: [], more: false, done: false })
    expect(stream.read(printed('a\nb\nc\n', 'e\n'))).toEqual({ chunks: ['c\ne\n'], more: false, done: false })
    const exit = { code: 0, signal: null, stdout: '', stderr: '' }
    expect(stream.read(printed('a\nb\nc\n', 'e\n', exit))).toEqual({ chunks: [], more: false, done: true })
  })

  it('ends at its limit', () => {
    const stream = new LogStream('p', { tailLines: undefined, limitBytes: 3, sinceMs: undefined })
    expect(stream.read(printed('ab', ''))).toEqual({ chunks: ['ab'], more: false, done: false })
    expect(stream.read(printed('abcd', ''))).toEqual({ chunks: ['c'], more: false, done: true })
  })
})
