// Package script answers: how does the rest of Earshot run where there is no
// speech model? Its engine plays back prepared words at their times, or "hears"
// a steady stream of words wherever the sound is not silent, so that the same
// upload always gives the same transcript. It is a real implementation of
// transcribe.Engine and keeps the same promises; it needs no library.
package script
