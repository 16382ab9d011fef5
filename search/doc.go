// Package search says what a researcher can ask, and what the answer is.
//
// One asks with words, "phrases", "words near"~5, (any OR of), -words to leave out,
// begin* for beginnings, pat*er?ns, and fields such as speaker: or from: (Parse).
// Where a query finds little, words that sound like those asked for may have been
// misheard (Sound), and those that are spelled like them meant (Speller). The
// answer is passages: a question with its answer, or 30 to 60 seconds of talk
// (Passages), each with the speaker, the times, and the exact words that matched.
// Both what the machine heard and what people corrected can be found; every hit
// says which.
// Different ways to write or say the same thing, such as co-production,
// coproduction, co production and copro, find each other (Variants).
//
// An Index keeps passages and can always be made again from the archive, so it
// is never the truth: a Follower reads the archive's numbered change feed after
// the index's own position, Live makes a new index behind a running site when
// the old one is missing or damaged, and Searcher asks the archive's Policy again
// for every hit before anyone sees it. search/bleveindex is the index that needs
// no service; search/indextest holds every implementation to its promises.
//
// The package has its own query grammar, tokeniser and caps because the query
// languages of search engines let a one-line query take gigabytes. It uses
// golang.org/x/text for Unicode normalisation only: that is the Go project's own
// implementation of the tables.
package search
