// Package indextest holds every search.Index to its promises.
//
// Run tests each sentence of the interface on an index that a Factory opens, with
// an interview of its own writing (talk.go). Kill tests that an index survives the
// death of its process at any moment. The suite uses the standard library and
// go-cmp alone.
package indextest
