import { RehearseError } from '../../kernel/errors.js'

/**
 * What a YAML text is refused for, in the words of sigs.k8s.io/yaml v1.4.0 (YAMLToJSON). Its Unmarshal puts
 * `error converting YAML to JSON: ` in front; so does whoever stands for a caller of Unmarshal.
 */
export class YamlError extends RehearseError {
  override readonly name = 'YamlError'

  constructor(message: string) {
    super(message, { code: 'yaml-invalid', remedy: 'Correct the YAML.' })
  }
}
