/** The same words with a capital letter at the beginning, also inside `*bold*`. */
export function capitalize(words: string): string {
  return words.replace(/^(\*?)(\p{Ll})/u, (_, star: string, letter: string) => `${star}${letter.toUpperCase()}`);
}

/** Turns words into a sentence. */
export function toSentence(words: string): string {
  return `${capitalize(words)}.`;
}
