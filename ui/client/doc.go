// Package client answers: how does another program, first of all Earshot's own
// command line, speak to a running site?
//
// It knows /api/v1 alone, as ui/openapi.json describes it, and uses the standard
// library: the API is plain JSON over HTTP. Errors keep the sentence that the
// server wrote for a person. Uploads stream, so a recording of any length needs
// no memory.
package client
