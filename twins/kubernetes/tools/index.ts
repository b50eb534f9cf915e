/** The command-line tools of the component. */
export { kubectl } from './kubectl/index.js'
