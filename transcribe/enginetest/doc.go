// Package enginetest answers: does an engine keep the promises that
// transcribe.Engine makes? Each implementation runs Suite in its own tests.
package enginetest
