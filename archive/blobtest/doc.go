// Package blobtest answers: does this bucket keep what archive.Blobs promises?
//
// Run has one test for each promised sentence, and every implementation against
// every S3 runs them all. What it adds to the sentences: an offset at the end
// reads nothing, a length beyond the end stops there, and keys that not every
// store keeps as they are are refused with archive.ErrInvalid. One thing is left
// out: a key that is also a folder of another ("a" beside "a/b"), because stores
// over a file system cannot hold both.
package blobtest
