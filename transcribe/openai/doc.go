// Package openai answers: how does Earshot use a transcription service on
// another machine? It speaks the OpenAI transcription API (POST
// /v1/audio/transcriptions, verbose_json with word times), which many servers
// offer: the company's own, and free ones that anyone can run.
//
// One request carries one chunk as a WAV file. Nothing is tried again here: the
// job queue does that, with growing pauses. The standard library's HTTP client
// is all it needs.
package openai
