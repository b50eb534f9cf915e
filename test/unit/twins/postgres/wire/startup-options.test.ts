import { describe, expect, it } from 'vitest'
import { readStartup } from '../../../../../twins/postgres/wire/startup-options.js'

const read = (...words: readonly string[]) => readStartup(Buffer.from(`${words.join('\0')}\0\0`))

describe('readStartup', () => {
  it('takes the role for the name of the database where none is given', () => {
    expect(read('user', 'app')).toEqual({
      user: 'app',
      database: 'app',
      settings: [],
      unknown: [],
      refused: null,
    })
  })

  it('reads settings, and those in options', () => {
    const { settings } = read('user', 'app', 'TimeZone', 'UTC', 'options', '-c a=1 -cb=2 --work-mem=3')
    expect(settings).toEqual([
      ['TimeZone', 'UTC'],
      ['a', '1'],
      ['b', '2'],
      ['work_mem', '3'],
    ])
  })

  it.each([
    [['client_encoding', 'LATIN1'], 'client_encoding LATIN1'],
    [['replication', 'database'], 'replication'],
    [['options', '-f x'], 'options -f'],
  ])('refuses %j', (words, refused) => {
    expect(read('user', 'app', ...words).refused).toBe(refused)
  })

  it('leaves out what says nothing, and keeps what nobody knows', () => {
    const startup = read('user', 'app', 'application_name', 'psql', 'client_encoding', 'UTF8', '_pq_.x', '1')
    expect(startup).toMatchObject({ settings: [], unknown: ['_pq_.x'], refused: null })
  })
})
