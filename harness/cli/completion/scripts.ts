/** The shells that can be completed in. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof SHELLS)[number]

/** The hidden command that the scripts call on each Tab. */
export const COMPLETE_COMMAND = '__complete'

/*
 * A script hands the words up to the cursor to the hidden command, which prints a line `word<Tab>description` for each candidate and, in
 * the last line, whether files may stand there as well: `:none`, `:files` or `:folders`. So a script never grows old.
 */

/** bash 3.2 and newer. It splits words at `=` and `:` and takes what stands behind them alone. */
const BASH = `# bash completion of rehearse. Try it: source <(rehearse completion bash)
_rehearse() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line kind=:none
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) kind=$line ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" ${COMPLETE_COMMAND} -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [[ $current == = ]] && current=
  [[ \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  case $kind in
    :none) compopt +o default 2>/dev/null ;;
    :folders) compopt -o dirnames 2>/dev/null ;;
    :files)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current") ;;
  esac
}
complete -o default -F _rehearse rehearse
`

const ZSH = `#compdef rehearse
# zsh completion of rehearse. Try it: source <(rehearse completion zsh)
_rehearse() {
  local -a lines candidates
  local line
  lines=("\${(@f)$("\${words[1]}" ${COMPLETE_COMMAND} -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${(@)lines[1,-2]}"; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  (( $#candidates )) && _describe rehearse candidates
  case $lines[-1] in
    :files) _files ;;
    :folders) _files -/ ;;
  esac
}
if [[ $funcstack[1] == _rehearse ]]; then _rehearse "$@"; else compdef _rehearse rehearse; fi
`

const FISH = `# fish completion of rehearse. Try it: rehearse completion fish | source
function __rehearse_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l lines ($words[1] ${COMPLETE_COMMAND} -- $words[2..-1] "$current" 2>/dev/null)
  for line in $lines[1..-2]
    echo $line
  end
  switch "$lines[-1]"
    case :files
      __fish_complete_path "$current"
    case :folders
      __fish_complete_directories "$current"
  end
end
complete -c rehearse -f -a '(__rehearse_complete)'
`

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH }

/** The script that a shell loads once. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell]
}
