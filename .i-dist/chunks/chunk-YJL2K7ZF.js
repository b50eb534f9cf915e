import {
  RehearseError
} from "./chunk-75Q7WLF5.js";

// twins/kernel/pending.ts
var EffectPending = class extends RehearseError {
  name = "EffectPending";
  effect;
  constructor(effect) {
    super(`an effect is pending: ${effect.describe}`, {
      code: "effect-pending",
      subject: effect.describe,
      remedy: "Execute the effect and try again; what drives this world expects to have every answer at once."
    });
    this.effect = effect;
  }
};
function driveNow(driving) {
  const next = driving.next();
  if (!next.done) throw new EffectPending(next.value);
  return next.value;
}
function drive(driving) {
  const next = driving.next();
  return next.done ? next.value : driveOn(driving, next.value);
}
async function driveOn(driving, first) {
  let effect = first;
  for (; ; ) {
    await effect.execute();
    const next = driving.next();
    if (next.done) return next.value;
    effect = next.value;
  }
}

export {
  EffectPending,
  driveNow,
  drive
};
