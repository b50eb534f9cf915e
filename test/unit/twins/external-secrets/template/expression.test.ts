import { describe, expect, it } from 'vitest'
import { encodeText } from '../../../../../twins/external-secrets/secret-data.js'
import { renderTemplate } from '../../../../../twins/external-secrets/template/expression.js'
import { NotModelled } from '../../../../../twins/kernel/errors.js'

const DATA = { user: encodeText('app'), 'pass-word': encodeText('p|"1'), encoded: encodeText('aGk=') }

describe('renderTemplate', () => {
  it.each([
    ['plain text', 'plain text'],
    ['{{ .user }}', 'app'],
    ['{{.user}}:{{ index . "pass-word" }}', 'app:p|"1'],
    ['{{ .user | b64enc }}', 'YXBw'],
    ['{{ .encoded | b64dec | upper }}', 'HI'],
    ['{{ .user | quote }}', '"app"'],
    ['{{ .user | toString | squote }}', "'app'"],
    ['{{ b64enc .user }}', 'YXBw'],
    ['a {{- .user -}} b', 'aappb'],
    ['{{ "a|b" }}', 'a|b'],
    ['{{/* comment */}}x', 'x'],
    ['{{ index . "missing" }}', ''],
  ])('%s gives %s', (template, text) => {
    expect(renderTemplate('k', template, DATA)).toBe(text)
  })

  it('says where a key is missing, as Go does', () => {
    expect(() => renderTemplate('config', 'a\n  {{ .nope }}', DATA)).toThrow(
      'template: config:2:5: executing "config" at <.nope>: map has no entry for key "nope"',
    )
  })

  it.each(['{{ if .user }}x{{ end }}', '{{ .user | sha256sum }}', '{{ printf "%s" .user }}', '{{ .user'])(
    'does not model %s',
    (template) => {
      expect(() => renderTemplate('k', template, DATA)).toThrow(NotModelled)
    },
  )
})
