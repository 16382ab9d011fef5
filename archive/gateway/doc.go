// Package gateway answers: where does the bucket live when nobody brought one?
//
// It runs the S3 server versitygw (package embedgw, posix backend: an object is
// a plain file that any program can read) over a folder, as a child process of
// the same binary, because embedgw changes the working directory and allows one
// server a process. It was chosen because it is a Go library, checks signatures,
// passed all S3 checks that matter here and needs 68 MiB of memory.
//
// Start is the parent's side: it starts the child, waits until it answers, starts
// it again when it dies, and ends it. Serve is the child's side. The child
// listens on a Unix socket in a folder that only its owner can enter, at an
// address that stays the same when it is started again. Its keys reach it on
// standard input, never on the command line or in the environment; when that
// pipe closes, because the parent closed it or is dead, it ends.
//
// What is added to versitygw (serve.go, durable.go, mend.go): an acknowledged
// object is on the disk, not in a cache (versitygw never syncs); one server a
// folder, by a lock that a dying one gives up; and an upload whose completion
// was cut by a crash can be completed again, which versitygw would otherwise
// answer with success and no object.
//
// The folder:
//
//	credentials.json  the generated keys, readable by the owner alone
//	objects/          the buckets and their objects
//	meta/             object metadata, only where the file system cannot hold it
//	lock              held by the running server
//	run/              the socket
package gateway
