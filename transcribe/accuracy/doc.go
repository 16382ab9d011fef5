// Package accuracy answers: how many words does the engine get wrong?
//
// It scores text against a reference as the speech samples' README asks: words
// alone count, in lower case, without punctuation; "can't" is "can not", digits
// are number words, um and uh are left out. The word error rate is the edit
// distance in words over the number of reference words. The test of this package
// runs every speech sample through decoder, cutter and engine and fails above
// the targets; `make accuracy` prints its table.
package accuracy
