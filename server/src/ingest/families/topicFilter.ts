/** MQTT topic filters. */

/** True when a topic is meant by a filter: `+` is one level, `#` all that follow and the level above them. */
export function matchesFilter(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true;
    if (index >= levels.length || (level !== '+' && level !== levels[index])) return false;
  }
  return wanted.length === levels.length || wanted[levels.length] === '#';
}
