// Package bleveindex answers searches from a folder, with no service to install.
//
// It is a search.Index made of two bleve (scorch) indexes side by side: one
// document a passage, which gives the answers, and a few documents an interview,
// which keep its facts and its different words. Those are held in memory as well
// (catalogue.go, lexicon.go), where filters are answered: at a million passages
// they took a third of the time to build the index, and a fifth of its size, when
// each passage carried them. Counting facets costs bleve about 7 ms a field at a
// million documents, so answers are counted here, from columns kept in memory
// (column.go).
//
// bleve was chosen by the owner of the project; measured beside SQLite FTS5 and
// PostgreSQL it ranks common words ten times faster and more. What it does not
// do, this package does: public text never reaches bleve's query-string parser
// (compile.go); how well a word matches is its best spelling, not the sum of all
// (best.go); lists of several words are joined before anything is scored (guided.go);
// words stand near each other in any order (near.go) and phrases go on
// into the next passage (crossing); a flipped bit, a foreign or an unfinished
// folder is found before anyone is shown an empty archive (verify.go); a new index
// is built beside the old one and takes its place in one rename (shelf.go).
//
// A folder belongs to one process: a second one is told so within a second.
package bleveindex
