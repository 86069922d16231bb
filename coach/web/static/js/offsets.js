// Report offsets count Unicode code points; the DOM counts UTF-16 units. All conversion happens here.

/** Return an array whose item i is the UTF-16 index of code point i; its last item is text.length. */
export function codePointTable(text) {
  const table = [];
  let at = 0;
  for (const char of text) {
    table.push(at);
    at += char.length;
  }
  table.push(at);
  return table;
}

/** Return the UTF-16 index of a code point offset, clamped to the text. */
export function cpToUtf16(text, offset) {
  const table = codePointTable(text);
  return table[Math.max(0, Math.min(offset, table.length - 1))];
}

/** Return how many code points the text has. */
export function codePointLength(text) {
  let count = 0;
  for (const _ of text) count += 1; // eslint-disable-line no-unused-vars
  return count;
}

/** Describe how one text became another: what is common at both ends, and by how much the rest moved. */
function difference(before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { head, tailStart: before.length - tail, moved: after.length - before.length };
}

/** Carry spans {start, end, …} of one text over to the next; spans that were touched by the edit are left out. */
export function carrySpans(spans, before, after) {
  if (before === after) return spans;
  const { head, tailStart, moved } = difference(before, after);
  const kept = [];
  for (const span of spans) {
    if (span.end <= head) kept.push(span);
    else if (span.start >= tailStart) kept.push({ ...span, start: span.start + moved, end: span.end + moved });
  }
  return kept;
}
