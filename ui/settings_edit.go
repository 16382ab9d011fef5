package ui

// settingSynonyms names the archive's own list of words that say the same thing.
const settingSynonyms = "synonyms"
