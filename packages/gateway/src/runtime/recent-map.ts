/**
 * What was used lately, for what costs more to make again than to keep. It holds between one and two
 * times so many characters, by default those of its keys; what was not used for that long is gone.
 */
export class RecentMap<Value> {
  readonly #maxCharacters: number;
  readonly #charactersOf: (key: string, value: Value) => number;
  #recent = new Map<string, Value>();
  /** What `#recent` was, when it was last full. */
  #older = new Map<string, Value>();
  #characters = 0;

  constructor(maxCharacters: number, charactersOf = (key: string, _value: Value) => key.length) {
    this.#maxCharacters = maxCharacters;
    this.#charactersOf = charactersOf;
  }

  get(key: string): Value | undefined {
    const value = this.#recent.get(key);
    if (value !== undefined) return value;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    const characters = this.#charactersOf(key, value);
    if (!this.#recent.has(key)) this.#characters += characters;
    if (this.#characters > this.#maxCharacters) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#characters = characters;
    }
    this.#recent.set(key, value);
  }
}
