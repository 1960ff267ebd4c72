/** The machine or the call failed, not the inputs: the run ends with exit code 2 and this message alone. */
export class Failure extends Error {
  override readonly name = 'Failure';
}
