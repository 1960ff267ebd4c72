/** How many values a file may stand for, aliases followed; below 400,000 go-yaml's share of aliases is a constant. */
const largest = 250_000;

/** Counts as go-yaml v2 does (`unmarshal` in decode.go), which refuses a document that is almost wholly expanded aliases. */
export class Budget {
  #steps = 0;
  #expanded = 0;

  get steps(): number {
    return this.#steps;
  }

  /** A value that is written out. */
  take(): void {
    this.#steps += 1;
  }

  /** An alias for something of that many values; false where that is too much. */
  expand(steps: number): boolean {
    this.#steps += 1 + steps;
    this.#expanded += steps;
    const refusedByGo = this.#expanded > 100 && this.#steps > 1000 && this.#expanded / this.#steps > 0.99;
    return !refusedByGo && this.#steps <= largest;
  }
}
