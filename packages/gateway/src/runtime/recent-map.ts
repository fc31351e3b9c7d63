/**
 * What was used lately, for what costs more to make again than to keep. It holds between one and two
 * times so many characters of keys; what was not used for that long is gone.
 */
export class RecentMap<Value> {
  readonly #maxCharacters: number;
  #recent = new Map<string, Value>();
  /** What `#recent` was, when it was last full. */
  #older = new Map<string, Value>();
  #characters = 0;

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  get(key: string): Value | undefined {
    const value = this.#recent.get(key);
    if (value !== undefined) return value;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (!this.#recent.has(key)) this.#characters += key.length;
    if (this.#characters > this.#maxCharacters) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#characters = key.length;
    }
    this.#recent.set(key, value);
  }
}
