import type { Position } from '../model/problems.ts';

/** Turns offsets into a text into lines and columns. A line ends at a line feed. */
export class Places {
  readonly file: string;
  readonly #starts: number[] = [0];

  constructor(file: string, text: string) {
    this.file = file;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) this.#starts.push(end + 1);
  }

  /** Line and column, from 1, of an offset in UTF-16 units. */
  at(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}
