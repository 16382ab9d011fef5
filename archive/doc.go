// Package archive says what an interview is and everything that may happen to it.
//
// It is the domain: it imports the standard library only, and every other
// package of Earshot imports it. The concrete struct Archive holds each rule
// (receive, correct, report, resolve, publish, withdraw). Stores and buckets
// hold none: Store and Blobs are interfaces with real implementations in
// archive/sqlstore and archive/s3blobs, held to their promises by the suites in
// archive/storetest and archive/blobtest.
//
// The model in one paragraph: a Recognition is what one engine heard and never
// changes. A Transcript is a recognition plus an ordered journal of changes;
// version N is the fold of the first N changes, and reads the same for ever.
// Words have ids that are never given twice, so whatever points at words points
// at ids and a version and can be carried forward through later changes.
//
// Times in a recording are float64 seconds from its start, kept to the
// millisecond. Sizes are bytes. Hashes are SHA-256 in lower-case hex.
package archive
