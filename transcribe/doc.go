// Package transcribe answers: how does a recording become words?
//
// A recording is decoded to 16 kHz mono samples as a stream, cut into chunks of
// two or three minutes at silence, and each chunk is given to an Engine. Worker
// joins these steps to the archive's jobs: prepare (decode and cut), recognise
// (one chunk), assemble, listen (the copy browsers play) and mirror.
//
// Engine is the seam. Its real implementations are transcribe/whisper
// (faster-whisper in a supervised child process), transcribe/openai (any server
// with the OpenAI transcription API) and transcribe/script (plays back a
// prepared transcript, so that the rest of the site can be tried without a
// model). All are held to the same promises by transcribe/enginetest.
// Decoder is the other side: transcribe/sound implements it.
//
// Chunks are the unit of loss: a machine that dies costs one chunk of work.
// They are cut by the loudness of the sound alone, with no randomness, so that
// a repeated preparation cuts in the same places and finds its work done.
//
// No library is needed here beyond the standard one.
package transcribe
