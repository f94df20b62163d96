/** How sentences write small counts. */
export const COUNT_WORDS = ["none", "one", "two", "three", "four", "five", "six"];
