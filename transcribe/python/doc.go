// Package python runs a program in Python beside this one: as a supervised child
// process that is asked through its input and answers with lines.
//
// The program is part of this binary and is sent to the interpreter over its
// input, so that nothing but the interpreter and its packages is read from disk.
// The child is killed when it gives no sign of life, and it ends with its parent,
// however that ends. transcribe/whisper and search/meaning are its two users:
// models that have no good runtime in Go. It lies with the engines, which came first.
package python
