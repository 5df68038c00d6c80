/** A user error of tagsAdd or tagsRemove as a code of the locales (tags.errors.<code>). They carry no code of their own (recorded). */
export function tagError(message: string): 'customer-gone' | 'too-many-tags' | 'refused' {
  if (/does not exist/i.test(message)) return 'customer-gone';
  return /more than 250/i.test(message) ? 'too-many-tags' : 'refused';
}
