// Raised when a person breaks off an action themselves; nothing is shown for it.
export class Canceled extends Error {
  override name = "Canceled";
}
