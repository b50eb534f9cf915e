import {
  EnvironmentError
} from "./chunk-VF3AXOPJ.js";

// harness/serve/directory.ts
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
var OWN = ["kubeconfig", "control.json", "env", "cache", "config", "data", "clients"];
var ServerDirectory = class _ServerDirectory {
  path;
  #created;
  constructor(path, created) {
    this.path = path;
    this.#created = created;
  }
  /** Makes a new folder for temporary files, or uses this one. Throws `EnvironmentError` when another server has it. */
  static open(given) {
    if (given === void 0) return new _ServerDirectory(mkdtempSync(join(tmpdir(), "rehearse-")), true);
    const path = resolve(given);
    const existed = existsSync(path);
    mkdirSync(path, { recursive: true, mode: 448 });
    const taken = readdirSync(path).filter((name) => OWN.includes(name));
    if (taken.length > 0) {
      throw new EnvironmentError(`${path} holds ${taken.join(", ")} already`, {
        code: "directory-taken",
        subject: path,
        remedy: "Stop the server that uses it, remove what a killed one left there, or give another --directory."
      });
    }
    return new _ServerDirectory(path, !existed);
  }
  /** Write one of its files, for its user's eyes only. Returns its path. */
  write(name, text) {
    const path = join(this.path, name);
    writeFileSync(path, text, { mode: 384 });
    chmodSync(path, 384);
    return path;
  }
  /** Write a file into a folder of {@link subfolder}, for its user's eyes only. Returns its path. */
  writeClient(folder, name, text) {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 384 });
    return path;
  }
  /** A new folder below it. */
  subfolder(...parts) {
    const path = join(this.path, "clients", ...parts);
    mkdirSync(path, { recursive: true, mode: 448 });
    return path;
  }
  /** Remove what was written, and the folder if it was made here and holds nothing else. */
  remove() {
    for (const name of OWN) rmSync(join(this.path, name), { recursive: true, force: true, maxRetries: 5 });
    if (this.#created && existsSync(this.path) && readdirSync(this.path).length === 0)
      rmSync(this.path, { recursive: true, force: true });
  }
};
function readControlAccess(directory) {
  try {
    return JSON.parse(readFileSync(join(directory, "control.json"), "utf8"));
  } catch (cause) {
    throw new EnvironmentError(`no server has the folder ${directory}`, {
      code: "server-unknown",
      subject: directory,
      remedy: "Give the folder that `rehearse serve` has printed: REHEARSE_SERVER, or --server.",
      cause
    });
  }
}

export {
  ServerDirectory,
  readControlAccess
};
