/** Every tag of ours starts so; no other is looked at or touched. */
const NAMESPACE = 'perennial:';

/** The tags of our namespace, each once, sorted. */
export function ownTagsOf(tags: readonly string[]): string[] {
  return [...new Set(tags.filter((tag) => tag.startsWith(NAMESPACE)))].sort();
}
