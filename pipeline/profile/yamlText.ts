/** A text as a scalar of YAML that means the same everywhere, in braces too: plain where it may be, else quoted. */
export function yamlScalar(text: string): string {
  const isPlain = /^[\p{L}_][\p{L}\p{N}_ .&/()+'’-]*$/u.test(text) && !/ $| #/.test(text)
    && !/^(true|false|null|yes|no|on|off|y|n|nan|inf)$/i.test(text);
  // JSON is YAML, but for characters that a terminal or YAML would not print.
  return isPlain ? text : JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A list of scalars in brackets. */
export function yamlList(texts: readonly string[]): string {
  return `[${texts.map(yamlScalar).join(", ")}]`;
}

/** `values: {industry: {technolgy: technology}}`: the line that reads one value as another. */
export function yamlValues(column: string, from: string, to: string): string {
  return `values: {${yamlScalar(column)}: {${yamlScalar(from)}: ${yamlScalar(to)}}}`;
}
