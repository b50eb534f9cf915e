import { describe, expect, it } from 'vitest'
import { checkModelled, concernsDatabases, sessionAfter } from '../../../../twins/postgres/statements.js'
import type { SessionSpec } from '../../../../twins/postgres/types.js'

const idle: SessionSpec = { database: 'app', user: 'app', preamble: [], transaction: [] }

describe('what is not modelled says so', () => {
  it.each([
    'select pg_sleep(1)',
    'create temp table t()',
    'copy t from stdin',
    'alter system set work_mem = 1',
    'select gen_random_uuid()',
    'insert into t values (random())',
    "prepare transaction 'x'",
  ])('%s', (statement) => {
    expect(() => checkModelled(statement)).toThrow(/not modelled: PostgreSQL/)
  })

  it.each([
    'create table t(id uuid default gen_random_uuid())',
    "select 'pg_sleep(1)'",
    'select temp from readings',
  ])('but not %s', (statement) => {
    expect(() => checkModelled(statement)).not.toThrow()
  })
})

it.each([
  ['create database x', true],
  ['drop database if exists x', true],
  ['select 1; alter database x set a = 1', true],
  ["select 'create database x'", false],
  ['create table database_list()', false],
])('%s concerns other databases: %s', (statement, expected) => {
  expect(concernsDatabases(statement)).toBe(expected)
})

describe('the session after a statement', () => {
  it('remembers what it was set to', () => {
    expect(sessionAfter(idle, 'set search_path = x', 'I', false).preamble).toEqual(['set search_path = x'])
  })

  it('remembers nothing of a statement that failed, or that touches only the database', () => {
    expect(sessionAfter(idle, 'set search_path = x', 'I', true)).toBe(idle)
    expect(sessionAfter(idle, 'insert into t values (1)', 'I', false)).toBe(idle)
  })

  it('holds the open transaction and forgets it at its end', () => {
    const begun = sessionAfter(idle, 'begin', 'T', false)
    const set = sessionAfter(begun, 'set role x', 'T', false)
    expect(set.transaction).toEqual(['begin', 'set role x'])
    expect(sessionAfter(set, 'commit', 'I', false)).toEqual({ ...idle, preamble: ['set role x'] })
    expect(sessionAfter(set, 'rollback', 'I', false)).toEqual(idle)
  })

  it('keeps no SET LOCAL', () => {
    const begun = sessionAfter(idle, 'begin', 'T', false)
    const set = sessionAfter(begun, 'set local role x', 'T', false)
    expect(sessionAfter(set, 'commit', 'I', false)).toEqual(idle)
  })

  it('refuses a string that leaves a transaction open after it has done something else', () => {
    expect(() => sessionAfter(idle, 'select 1; begin', 'T', false)).toThrow(/not modelled/)
  })
})
