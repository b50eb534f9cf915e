import { describe, expect, it } from 'vitest'
import { normaliseUrl } from '../../../../twins/argocd/git/repositories.js'
import { ArgoTwin, REPOSITORY } from './argo-twin.js'

function twin(): ArgoTwin {
  return new ArgoTwin({ branches: { main: 'a', same: 'a', next: 'b' }, files: { 'a/x': '1', 'b/x': '2' } })
}

describe('git', () => {
  it.each([
    [`push ${REPOSITORY} next:main`, 0, /^To https.*\n {3}[0-9a-f]{7}\.\.[0-9a-f]{7} {2}next -> main\n$/],
    [`push ${REPOSITORY} next:new`, 0, /\n \* \[new branch\] {6}next -> new\n$/],
    [`push ${REPOSITORY} same:main`, 0, /^Everything up-to-date\n$/],
    [`push ${REPOSITORY} --force next:main`, 0, /next -> main/],
    [
      `push ${REPOSITORY} nobody:main`,
      1,
      /src refspec nobody does not match any\nerror: failed to push some refs/,
    ],
    ['push https://elsewhere main', 128, /fatal: repository 'https:\/\/elsewhere' not found/],
  ])('%s ends with %i', (line, code, text) => {
    const exit = twin().run(`git ${line}`)
    expect(exit.code).toBe(code)
    expect(exit.stderr).toMatch(text)
  })

  it('commits are their contents', () => {
    const world = twin()
    const before = world.run(`git ls-remote ${REPOSITORY}`).stdout
    expect(
      before
        .split('\n')
        .filter((line) => /main|same/.test(line))
        .map((line) => line.slice(0, 40)),
    ).toEqual(Array.from({ length: 2 }, () => before.slice(0, 40)))
    world.push('next')
    world.push('same')
    expect(world.run(`git ls-remote ${REPOSITORY}`).stdout).toBe(before)
  })

  it.each(['commit -m x', 'push origin', `push ${REPOSITORY} :main`])('%s is not modelled', (line) => {
    expect(() => twin().run(`git ${line}`)).toThrow(/not modelled/)
  })

  it('a world whose branch has no folder is refused', () => {
    expect(() => new ArgoTwin({ branches: { main: 'nowhere' }, files: {} })).toThrow(
      /branch main: no folder nowhere/,
    )
  })

  it.each([
    ['https://Git.example.com/a/b.git', 'https://git.example.com/a/b'],
    ['https://git.example.com/a/b/', 'https://git.example.com/a/b'],
  ])('%s is %s', (url, expected) => expect(normaliseUrl(url)).toBe(expected))
})
