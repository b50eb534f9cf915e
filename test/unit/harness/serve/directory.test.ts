import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readControlAccess, ServerDirectory } from '../../../../harness/serve/directory.js'
import { kubeconfig } from '../../../../harness/serve/kubeconfig.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the folder of a server', () => {
  it('is new and goes with what was written', () => {
    const directory = ServerDirectory.open(join(folder, 'new'))
    const path = directory.write('kubeconfig', 'x')
    directory.subfolder('1')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(directory.path).mode & 0o777).toBe(0o700)
    directory.remove()
    expect(existsSync(directory.path)).toBe(false)
  })

  it('that existed before stays, with what others wrote', () => {
    writeFileSync(join(folder, 'notes'), 'mine')
    const directory = ServerDirectory.open(folder)
    directory.write('env', 'x')
    directory.remove()
    expect(readFileSync(join(folder, 'notes'), 'utf8')).toBe('mine')
    expect(existsSync(join(folder, 'env'))).toBe(false)
  })

  it('that another server uses is refused', () => {
    ServerDirectory.open(folder).write('control.json', '{}')
    expect(() => ServerDirectory.open(folder)).toThrow(expect.objectContaining({ code: 'directory-taken' }))
  })

  it('tells how to control the server', () => {
    const access = { url: 'http://127.0.0.1:1', token: 't' }
    ServerDirectory.open(folder).write('control.json', JSON.stringify(access))
    expect(readControlAccess(folder)).toEqual(access)
    expect(() => readControlAccess(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'server-unknown' }),
    )
  })
})

describe('a kubeconfig', () => {
  it.each([
    ['http://127.0.0.1:1', 'http://127.0.0.1:1/token/t'],
    ['https://127.0.0.1:1', 'https://127.0.0.1:1'],
  ])('for %s names %s, and always a token', (url, server) => {
    const config = JSON.parse(kubeconfig({ url, token: 't', namespace: 'shop' }))
    expect(config.clusters[0].cluster).toEqual({ server, 'insecure-skip-tls-verify': true })
    expect(config.users[0].user).toEqual({ token: 't' })
    expect(config.contexts[0].context.namespace).toBe('shop')
  })
})
