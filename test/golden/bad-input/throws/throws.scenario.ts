import { defineScenario, type Versions } from 'rehearse'

function manifestsFor(versions: Versions): readonly string[] {
  return versions['no-such-component']!.split('.')
}

export default defineScenario((versions) => ({ name: 'throws', manifests: manifestsFor(versions) }) as never)
