package transcribe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"earshot/archive"
)

// Decoder reads strangers' media files. transcribe/sound implements it.
type Decoder interface {
	// Decode writes the sound as 16 kHz mono samples, as a stream. An error of
	// pcm.Write ends it and is returned. A file without usable sound gives a
	// *archive.Problem of kind archive.ErrInvalid.
	Decode(ctx context.Context, path string, pcm io.Writer) (archive.SoundFacts, error)
	// ListeningCopy makes a file that browsers play and seek exactly at out, with
	// the given stretches silent, and returns its media type. The outline of what
	// can be heard goes to peaks, as archive.Peaks has it.
	ListeningCopy(ctx context.Context, path, out string, silence []archive.Span, peaks io.Writer) (mediaType string, err error)
}

// Captions reads a caption file that an uploader brought. transcribe/captions
// implements it. The error is a *archive.Problem with a sentence for people.
type Captions func(r io.Reader) ([]archive.Line, error)

// Options are a worker's parts beside the archive. Words and Observe may be nil.
type Options struct {
	Engine   Engine
	Decoder  Decoder
	Captions Captions
	Temp     string // folder of its own for files in work; emptied at the start
	Log      *slog.Logger
	// Words gives the vocabulary for an interview, most important first.
	Words func(ctx context.Context, iv *archive.Interview) []string
	// Observe is told of each chunk recognised: seconds of sound and of wall time.
	Observe func(sound, wall float64)
}

// Worker does the archive's jobs.
type Worker struct {
	a   *archive.Archive
	opt Options
}

// NewWorker makes a worker and throws away what a killed one left in opt.Temp,
// which therefore must not be shared.
func NewWorker(a *archive.Archive, opt Options) (*Worker, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(opt.Temp, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for work files: %w", err)
	}
	left, err := filepath.Glob(filepath.Join(opt.Temp, "*"))
	if err != nil {
		return nil, fmt.Errorf("look for old work files: %w", err)
	}
	for _, path := range left {
		if err := os.RemoveAll(path); err != nil {
			return nil, fmt.Errorf("remove an old work file: %w", err)
		}
	}
	return &Worker{a: a, opt: opt}, nil
}

// Handlers are the worker's answers to each kind of job.
func (w *Worker) Handlers() map[archive.JobKind]archive.Handler {
	return map[archive.JobKind]archive.Handler{
		archive.JobPrepare:   w.prepare,
		archive.JobRecognise: w.recognise,
		archive.JobListen:    w.listen,
		archive.JobAssemble: func(ctx context.Context, j archive.Job) error {
			return w.a.Assemble(ctx, j.Interview, j.Run)
		},
		archive.JobMirror: func(ctx context.Context, j archive.Job) error {
			if j.Interview == "" {
				return w.a.MirrorPeople(ctx)
			}
			return w.a.MirrorInterview(ctx, j.Interview)
		},
	}
}

// GivenUp tells the archive of a job that cannot be done. It has a minute of
// its own, because the job's context may be over.
func (w *Worker) GivenUp(ctx context.Context, j archive.Job, cause error) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer stop()
	w.opt.Log.Error("a job was given up", "kind", j.Kind, "interview", j.Interview, "run", j.Run, "chunk", j.Chunk, "error", cause)
	if errors.Is(cause, archive.ErrState) {
		return // the interview was withdrawn or has a newer run: nothing failed
	}
	if err := w.a.GiveUp(ctx, j, cause); err != nil {
		w.opt.Log.Error("giving up could not be recorded", "interview", j.Interview, "error", err)
	}
}

// tempPrefix begins the name of every work folder.
const tempPrefix = "work-"

// fetch copies a recording from the bucket into a folder made for one job, where
// the job may put other files beside it; done removes the folder.
func (w *Worker) fetch(ctx context.Context, iv *archive.Interview) (path string, done func(), err error) {
	folder, done, err := w.folder()
	if err != nil {
		return "", nil, err
	}
	if path, err = w.copy(ctx, iv, folder); err != nil {
		done()
		return "", nil, err
	}
	return path, done, nil
}

// folder makes a folder for one job; done removes it.
func (w *Worker) folder() (path string, done func(), err error) {
	path, err = os.MkdirTemp(w.opt.Temp, tempPrefix)
	if err != nil {
		return "", nil, fmt.Errorf("make a work folder: %w", err)
	}
	return path, func() {
		if err := os.RemoveAll(path); err != nil {
			w.opt.Log.Warn("a work folder stays behind", "path", path, "error", err)
		}
	}, nil
}

// copy copies a recording from the bucket into a folder. The name keeps no
// more of the uploader's name than a short plain ending.
func (w *Worker) copy(ctx context.Context, iv *archive.Interview, folder string) (string, error) {
	r, b, err := w.a.Blobs().Open(ctx, iv.Recording.Key, 0, -1)
	if err != nil {
		return "", fmt.Errorf("fetch the recording: %w", err)
	}
	defer r.Close()
	path := filepath.Join(folder, "recording"+ending(iv.Recording.Name))
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("fetch the recording: %w", err)
	}
	n, err := io.Copy(f, r)
	if err := errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("fetch the recording: %w", err)
	}
	if n != b.Size {
		return "", fmt.Errorf("fetch the recording: %d bytes of %d came: %w", n, b.Size, io.ErrUnexpectedEOF)
	}
	return path, nil
}

// ending is the plain file ending of a name, or nothing.
func ending(name string) string {
	e := strings.ToLower(filepath.Ext(name))
	if len(e) < 2 || len(e) > 6 || strings.Trim(e[1:], "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return ""
	}
	return e
}
