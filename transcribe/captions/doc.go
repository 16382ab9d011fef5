// Package captions answers: how do caption files become lines? It reads WebVTT
// and SRT, forgivingly. archive/export writes them; the tests hold the two to each
// other, so that what was taken away reads back as the same words.
//
// Reading gives words with estimated times: a cue's time shared out over its
// words by their length. Whatever a file holds, the lines are valid UTF-8, in
// order, without control characters, and each ends no earlier than it starts.
//
// The formats are small, and strangers' files need more forgiveness than
// libraries give (go-astisub refuses a file for one bad cue), so the reading is
// our own. The tests use go-astisub as a second reader of what is written.
package captions
