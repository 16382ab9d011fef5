// Package whisper answers: how does Earshot hear speech on its own machine?
//
// It runs faster-whisper in one Python child process that loads the model once
// and hears one sound at a time. The child's program (hear.py, child.py) is part
// of this binary and is sent to the interpreter over its input; the sound
// follows the same way, so the child opens no file but the model. Answers are
// JSON lines. The parent starts the child when it is first needed, kills it when
// it shows no sign of life, and replaces it when it died: what is lost is the
// sound it was hearing, which its job hands in again. The child ends with its
// parent, however that ends.
//
// faster-whisper was chosen because it is the fastest Whisper on a plain CPU
// that gives word times (CTranslate2, 8-bit), and is well kept. Its packages are
// pinned in requirements.txt, the model in model.txt; install.py puts the model
// in place. It carries the Silero voice detector that gates what is heard.
package whisper
