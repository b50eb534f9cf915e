import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findClient } from '../../../../harness/serve/real-clients/find-client.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function binary(path: string, version: string): string {
  const full = join(folder, path)
  mkdirSync(join(full, '..'), { recursive: true })
  writeFileSync(full, `#!/bin/sh\necho v${version}\n`)
  chmodSync(full, 0o755)
  return full
}

describe('findClient', () => {
  it('takes the binary that the environment names, whatever its version', () => {
    const named = binary('mine/helm', '2.0.0')
    binary('.cache/clients/a/helm', '3.17.2')
    expect(findClient('helm', { environment: { REHEARSE_HELM: named }, folder }, '3.17.2')).toBe(named)
  })

  it('takes the same minor release before others, and those of the cache before PATH', () => {
    const [older, same] = [
      binary('.cache/clients/v31/kubectl', '1.31.9'),
      binary('.cache/clients/v32/kubectl', '1.32.3'),
    ]
    const other = binary('bin/kubectl', '1.32.9')
    const sources = { environment: { PATH: join(folder, 'bin') }, folder }
    expect(findClient('kubectl', sources, '1.32')).toBe(same)
    expect(findClient('kubectl', sources, '1.31')).toBe(older)
    expect(findClient('kubectl', sources, '1.35')).toBe(same)
    rmSync(join(folder, '.cache'), { recursive: true })
    expect(findClient('kubectl', sources, '1.32')).toBe(other)
  })

  it('never takes another major release', () => {
    binary('.cache/clients/v35/helm', '4.1.4')
    expect(() => findClient('helm', { environment: {}, folder }, '3.17.2')).toThrow(
      /no helm 3 found, only .*v35/,
    )
  })

  it.each([
    ['helm', {}, 'no helm found', 'scripts/fetch-clients.mjs'],
    ['aws', {}, 'no aws found', 'REHEARSE_AWS'],
    ['helm', { REHEARSE_HELM: '/nonexistent/helm' }, 'which cannot be run', 'scripts/fetch-clients.mjs'],
  ])('says of a missing %s how to get it', (name, environment, message, remedy) => {
    const find = () => findClient(name, { environment, folder })
    expect(find).toThrow(message)
    expect(find).toThrow(
      expect.objectContaining({ code: 'client-missing', remedy: expect.stringContaining(remedy) }),
    )
  })
})
