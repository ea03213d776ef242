/** Whether something can be an e-mail address; only a mail that arrives proves that it is one. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) || /^[^\s@]+@localhost$/.test(text.trim());
}
