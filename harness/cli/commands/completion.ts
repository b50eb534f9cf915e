import type { Command } from 'commander'
import { allComponents } from '../../../twins/index.js'
import { ScenarioError } from '../../scenario/errors.js'
import { scenarioName, shippedScenarios } from '../../scenario/load.js'
import { complete, type Names } from '../completion/complete.js'
import { completionScript, SHELLS, type Shell } from '../completion/scripts.js'
import { loadNamed } from '../embedded.js'
import { EXIT } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'

/** `rehearse completion <shell>`: prints the script. Returns the exit code. */
export function completionCommand(shell: string, terminal: Terminal): number {
  if (!isShell(shell))
    throw new ScenarioError(`there is no completion for ${shell}`, {
      code: 'usage',
      subject: shell,
      remedy: `Use one of: ${SHELLS.join(', ')}.`,
    })
  terminal.write(completionScript(shell))
  return EXIT.asExpected
}

function isShell(name: string): name is Shell {
  return SHELLS.some((shell) => shell === name)
}

/** `rehearse __complete`, which the scripts call: one line a candidate, and whether files may stand there. Returns the exit code. */
export async function completeCommand(
  program: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const { candidates, files } = await complete(program, words, NAMES)
  const lines = candidates.map(({ text, description }) => `${text}\t${description}\n`)
  terminal.write(`${lines.join('')}:${files}\n`)
  return EXIT.asExpected
}

const NAMES: Names = {
  scenarios: () => shippedScenarios().map((path) => ({ text: scenarioName(path), description: '' })),
  parts: async (name, what) => {
    try {
      const { scenario } = await loadNamed(name)
      return (scenario[what] ?? []).map((part) => ({ text: part.name, description: part.title }))
    } catch {
      // It is for the command itself to say what is wrong with the file.
      return []
    }
  },
  components: () =>
    allComponents.flatMap(({ profiles = [] }) =>
      profiles.map((profile) => ({ text: `${profile.key}=`, description: `default ${profile.default}` })),
    ),
}
