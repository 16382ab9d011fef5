// Package sound answers what can be heard in a recording, whatever its format:
// 16 kHz mono samples for recognition, streamed, never whole in memory, and a
// listening copy that every browser plays and seeks exactly.
//
// Strangers' files are read in three steps. Identify looks at the bytes and
// refuses what is no recording. For MP3, the frames are mapped by mp3scan
// before a decoder sees any: it alone knows what is missing and when every frame
// sounds. Then a decoder runs in a child process with limits on memory, processor
// time, files and network, so that the worst file costs one child.
//
// MP3 is decoded by hajimehoshi/go-mp3 where it is right: undamaged MPEG-1
// layer III of one format, without intensity stereo. It is no longer maintained,
// and elsewhere wrong without an error (MPEG-2 at 22.05 kHz), or panics.
// Everything else is decoded by ffmpeg, which every archive in the field uses,
// with the demuxer forced by what Identify found, so that no playlist is ever
// followed. Files are named by gabriel-vasile/mimetype at first guess;
// landlock-lsm/go-landlock takes the child's access to files and network away.
package sound
