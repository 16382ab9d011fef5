// Command bench answers: how fast and how large is Earshot, against something
// that does the same work on the same machine in the same minutes?
//
// It starts the built program, bin/earshot, on temporary folders and measures it
// from outside, through HTTP and /proc, as its users and its machine see it. Only
// ratios mean anything: what is compared runs in turn, A B A B, so that other
// work on the machine falls on both. What it compares with: faster-whisper called
// plainly from the same Python (plain.py), ffmpeg, a plain read of the same API,
// the same page when nothing is kept, a plain copy of the same bytes.
//
// Every row has a target or stands for the record; the exit code is 1 when a
// target is missed. It needs Linux, the speech engine that make setup installs,
// ffmpeg, and for two rows the recordings in ../shared/speech. Nothing is written
// to the repository.
package main
