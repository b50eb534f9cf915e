/** Commands that only pass on or look at their input; see {@link isFilter}. */
const ALWAYS: ReadonlySet<string> = new Set(
  'grep egrep fgrep zgrep rg head tail wc sort uniq cut tr jq base64 cat less more column nl rev tac fold xxd od hexdump md5sum sha1sum sha256sum zcat'.split(
    ' ',
  ),
)

/** Filters that can also write; the words with which they do not only read. */
const UNLESS: Readonly<Record<string, RegExp>> = {
  sed: /^(?:-[a-zA-Z]*i|--in-place)|(?:^|[;/}\s])[wW]\s|[/;]e(?:$|;)/,
  awk: /system\s*\(|>|\|/,
  yq: /^(?:-[a-zA-Z]*i|--inplace)/,
  sort: /^(?:-[a-zA-Z]*o|--output)/,
  uniq: /^[^-]/,
  gzip: /^(?!-(?:d|c|dc|cd)$)/,
  gunzip: /^(?!-c$)/,
  openssl: /^-out$/,
}

/** Whether a command, as the later part of a pipe, changes nothing whatever it reads. */
export function isFilter([name = '', ...args]: readonly string[]): boolean {
  const unless = UNLESS[name]
  return unless === undefined ? ALWAYS.has(name) : !args.some((arg) => unless.test(arg))
}
