// Package s3blobs answers: how do bytes get into an S3 bucket and out again, so
// that what was acknowledged is there and what is read is what was kept?
//
// Everything goes through aws-sdk-go-v2, the maker's own library for the
// protocol; only service/s3 is used. Its upload manager is not: it cannot say
// whether a failed upload happened after all, which is the main thing here.
//
// What S3 leaves open is settled in this package:
//
//   - A lost reply. After a PUT or CompleteMultipartUpload without a clear
//     answer, and after every CompleteMultipartUpload that needed a retry, the
//     object is read back and its hash compared (settle.go). A retry's answer
//     proves nothing: some stores say 404 for an upload that did complete, and
//     some say 200 for one that did not.
//   - Stalls. The SDK has no limit of its own, so a call that makes no progress
//     is cut (patience.go); a long stream that moves is left alone.
//   - Hashes. SHA-256 is computed on the way in and kept as object metadata
//     (sha256). A multipart upload must give its metadata before its bytes, so
//     the hash is kept when it is known early: the body fits in one part, or can
//     seek and is read twice, or came by PutHashed. Otherwise the Blob that Put
//     returns has the hash and the store does not: Stat says "".
//   - Flipped bytes. A read of a whole object with a kept hash ends in
//     archive.ErrDamaged instead of io.EOF when the bytes differ.
package s3blobs
