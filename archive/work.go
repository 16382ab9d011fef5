package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// SoundFacts is what decoding found out about a recording.
type SoundFacts struct {
	Duration float64 // seconds
	Type     string  // media type found in the bytes
	Gaps     []Span  // damaged stretches that could not be decoded
}

// current returns the interview if run is still the one that counts.
func current(tx Tx, interview string, run int) (*Interview, error) {
	iv, err := tx.Interview(interview)
	if err != nil {
		return nil, err
	}
	if iv.Run != run || (iv.State != Queued && iv.State != Transcribing && !iv.renewing()) {
		return nil, fmt.Errorf("run %d of %s is over (%s): %w", run, interview, iv.State, ErrState)
	}
	return iv, nil
}

// BeginRun moves a queued interview to Transcribing. Beginning again is fine;
// ErrState when it was withdrawn or a newer run has started.
func (a *Archive) BeginRun(ctx context.Context, interview string, run int) (iv *Interview, err error) {
	err = a.update(ctx, func(tx Tx) error {
		if iv, err = current(tx, interview, run); err != nil || iv.State == Transcribing || iv.renewing() {
			return err
		}
		if err := iv.become(Transcribing); err != nil {
			return err
		}
		return a.touch(tx, iv)
	})
	return iv, err
}

// AddChunk stores a chunk that is to be recognised and queues its job. A chunk
// that is there already is left as it is, so a repeated prepare costs nothing.
func (a *Archive) AddChunk(ctx context.Context, c *Chunk) error {
	return a.store.Update(ctx, func(tx Tx) error {
		iv, err := current(tx, c.Interview, c.Run)
		if err != nil {
			return err
		}
		if _, err := tx.Chunk(c.Interview, c.Run, c.Index); !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := tx.PutChunk(c); err != nil {
			return err
		}
		iv.Progress.Chunks++
		if err := tx.PutInterview(iv); err != nil {
			return err
		}
		return tx.Enqueue(Job{Kind: JobRecognise, Interview: c.Interview, Run: c.Run, Chunk: c.Index})
	})
}

// SoundDecoded tells that the recording was decoded to its end and made this
// many chunks.
func (a *Archive) SoundDecoded(ctx context.Context, interview string, run, chunks int, f SoundFacts) error {
	return a.update(ctx, func(tx Tx) error {
		iv, err := current(tx, interview, run)
		if err != nil {
			return err
		}
		iv.Recording.Duration, iv.Recording.Gaps = Milliseconds(f.Duration), f.Gaps
		if f.Type != "" {
			iv.Recording.Type = f.Type
		}
		iv.Progress.Chunks, iv.Progress.Decoded = chunks, true
		if err := a.touch(tx, iv); err != nil {
			return err
		}
		return a.assembleWhenHeard(tx, iv)
	})
}

// assembleWhenHeard queues the last step once all chunks are known and done.
func (a *Archive) assembleWhenHeard(tx Tx, iv *Interview) error {
	if !iv.Progress.Decoded || iv.Progress.Done < iv.Progress.Chunks {
		return nil
	}
	return tx.Enqueue(Job{Kind: JobAssemble, Interview: iv.ID, Run: iv.Run})
}

// Chunk returns one chunk of a run.
func (a *Archive) Chunk(ctx context.Context, interview string, run, index int) (c *Chunk, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		c, err = tx.Chunk(interview, run, index)
		return err
	})
	return c, err
}

// ChunkHeard keeps what the engine heard in a chunk. The last one queues the
// assembly. A chunk that is done is left alone: the same work done twice counts
// once.
func (a *Archive) ChunkHeard(ctx context.Context, c *Chunk) error {
	a.measured(c)
	return a.store.Update(ctx, func(tx Tx) error {
		iv, err := current(tx, c.Interview, c.Run)
		if err != nil {
			return err
		}
		have, err := tx.Chunk(c.Interview, c.Run, c.Index)
		if err != nil || have.Done {
			return err
		}
		done := *c
		done.Start, done.End, done.Key, done.Done = have.Start, have.End, have.Key, true
		if err := tx.PutChunk(&done); err != nil {
			return err
		}
		iv.Progress.Done++
		iv.Progress.Heard = Milliseconds(iv.Progress.Heard + done.End - done.Start)
		if err := tx.PutInterview(iv); err != nil {
			return err
		}
		return a.assembleWhenHeard(tx, iv)
	})
}

// measured keeps a moving figure of the engine's speed for honest estimates.
func (a *Archive) measured(c *Chunk) {
	if c.Took <= 0 || c.End-c.Start < 5 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	now := (c.End - c.Start) / c.Took
	if a.speed == 0 {
		a.speed = now
	}
	a.speed = 0.7*a.speed + 0.3*now
}

// Assemble joins the chunks of a run into a recognition and makes the interview
// a draft or, if its reporter wished so, publishes it.
func (a *Archive) Assemble(ctx context.Context, interview string, run int) error {
	var chunks []*Chunk
	err := a.update(ctx, func(tx Tx) error {
		iv, err := current(tx, interview, run)
		if err != nil {
			return err
		}
		if chunks, err = tx.Chunks(interview, run); err != nil {
			return err
		}
		r := &Recognition{Source: "engine"}
		heard := map[string]float64{}
		for _, c := range chunks {
			if !c.Done {
				return fmt.Errorf("chunk %d of %s is not done: %w", c.Index, interview, ErrState)
			}
			r.Lines = append(r.Lines, c.Lines...)
			r.Engine, r.Model = c.Engine, c.Model
			r.Took += c.Took
			if len(c.Lines) > 0 {
				heard[c.Language] += c.End - c.Start
			}
		}
		for lang, s := range heard {
			if s > heard[r.Language] || (s == heard[r.Language] && lang < r.Language) {
				r.Language = lang
			}
		}
		if err := a.adopt(tx, iv, r); err != nil {
			return err
		}
		return tx.DeleteChunks(interview, run)
	})
	if err != nil {
		return fmt.Errorf("assemble %s: %w", interview, err)
	}
	for _, c := range chunks {
		if err := a.blobs.Delete(ctx, c.Key); err != nil {
			a.opt.Log.Warn("a chunk of sound stays in the bucket", "key", c.Key, "error", err)
		}
	}
	return nil
}

// AdoptCaptions makes captions that the uploader brought the base.
func (a *Archive) AdoptCaptions(ctx context.Context, interview string, run int, f SoundFacts, lines []Line) error {
	return a.update(ctx, func(tx Tx) error {
		iv, err := current(tx, interview, run)
		if err != nil {
			return err
		}
		iv.Recording.Duration, iv.Recording.Gaps = Milliseconds(f.Duration), f.Gaps
		return a.adopt(tx, iv, &Recognition{Source: "captions", Language: iv.Language, Lines: lines})
	})
}

// adopt numbers the words of a recognition, makes it the interview's base and
// ends the run.
func (a *Archive) adopt(tx Tx, iv *Interview, r *Recognition) error {
	r.ID, r.Interview, r.Run, r.Made = NewKey(), iv.ID, iv.Run, a.now()
	a.compose(r)
	if iv.renewing() {
		if err := a.renew(tx, iv, r); err != nil {
			return err
		}
		return a.touch(tx, iv)
	}
	number(r, 0, 0)
	if err := tx.AddRecognition(r); err != nil {
		return err
	}
	iv.Recognition, iv.Version = r.ID, 0
	if iv.Language == "" {
		iv.Language = r.Language
	}
	next := Draft
	if iv.PublishWhenReady {
		next, iv.Published = Published, a.now()
	}
	if err := iv.become(next); err != nil {
		return err
	}
	return a.touch(tx, iv)
}

// compose writes what was heard in the canonical form in which people's words are
// kept, so that names, look-alikes and repeats are found whoever wrote them.
func (a *Archive) compose(r *Recognition) {
	for i := range r.Lines {
		l := &r.Lines[i]
		l.Speaker = a.opt.Normalise(l.Speaker)
		for k := range l.Words {
			l.Words[k].Text = a.opt.Normalise(l.Words[k].Text)
		}
	}
}

// number gives words and lines the ids behind the given ones, drops empty lines and makes times
// rise: an engine may let the last word of one chunk end after the next begins.
func number(r *Recognition, word WordID, line LineID) {
	at := 0.0
	lines := make([]Line, 0, len(r.Lines))
	for _, l := range r.Lines {
		if len(l.Words) == 0 {
			continue
		}
		l.ID, l.Words = line+LineID(len(lines)+1), slices.Clone(l.Words)
		for i := range l.Words {
			w := &l.Words[i]
			word++
			w.ID = word
			w.Start = Milliseconds(max(w.Start, at))
			w.End = Milliseconds(max(w.End, w.Start))
			at = w.Start
		}
		lines = append(lines, l)
	}
	r.Lines = lines
}

// KeepListeningCopy records a listening copy that is in the bucket, and drops
// the one it replaces.
func (a *Archive) KeepListeningCopy(ctx context.Context, interview string, m Media) error {
	var old []string
	err := a.update(ctx, func(tx Tx) error {
		iv, err := tx.Interview(interview)
		if err != nil {
			return err
		}
		if iv.ListeningCopy.Key != "" && iv.ListeningCopy.Removed > m.Removed {
			return fmt.Errorf("a later copy is there: %w", ErrState)
		}
		if !slices.Equal(m.Hidden, iv.hidden()) {
			return fmt.Errorf("other words are hidden by now: %w", ErrState) // and a job for them waits
		}
		old = []string{iv.ListeningCopy.Key}
		if iv.ListeningCopy = m; len(iv.Hidden) == 0 || iv.Whole.Removed < len(iv.Removed) {
			old, iv.Whole = append(old, iv.Whole.Key), Media{}
		}
		return a.touch(tx, iv)
	})
	if err != nil {
		return err
	}
	for _, key := range old {
		if key != "" && key != m.Key {
			err = errors.Join(err, a.blobs.Delete(ctx, key), a.blobs.Delete(ctx, Media{Key: key}.PeaksKey()))
		}
	}
	return err
}

// GiveUp records that a job ran out of tries: a person is asked.
func (a *Archive) GiveUp(ctx context.Context, j Job, cause error) error {
	if _, folder := asideRecord(j.Interview); folder != "" || j.Interview == "" { // records of themes or people
		a.opt.Log.Error("a job was given up", "kind", j.Kind, "error", cause)
		return nil
	}
	return a.update(ctx, func(tx Tx) error {
		iv, err := tx.Interview(j.Interview)
		if err != nil {
			return err
		}
		aside := j.Kind == JobMirror || j.Kind == JobListen || j.Kind == JobMail
		if !aside && j.Run == iv.Run && iv.renewing() {
			iv.Again.Running, iv.Again.Reason = false, publicReason(cause)
			return a.touch(tx, iv)
		}
		if aside || j.Run != iv.Run || !iv.State.MayBecome(Failed) {
			a.opt.Log.Error("a job was given up", "kind", j.Kind, "interview", j.Interview, "error", cause)
			return nil
		}
		iv.Reason = publicReason(cause)
		if err := iv.become(Failed); err != nil {
			return err
		}
		return a.touch(tx, iv)
	})
}

// publicReason is the sentence a person may read of a failure.
func publicReason(cause error) string {
	var p *Problem
	if errors.As(cause, &p) {
		return p.Sentence
	}
	return fmt.Sprintf("The recording is safe, but turning it into words failed %d times. Someone who looks after this archive has to look at it.", MaxTries)
}

// Retry queues a failed interview once more. One that has words is transcribed
// again instead: it stays open meanwhile.
func (a *Archive) Retry(ctx context.Context, v Viewer, id string) error {
	return a.manage(ctx, v, id, func(tx Tx, iv *Interview) error {
		if iv.State != Failed {
			return fmt.Errorf("interview %s is %s and did not fail: %w", iv.ID, iv.State, ErrState)
		}
		iv.Run++
		if iv.ListeningCopy.Key == "" {
			if err := tx.Enqueue(Job{Kind: JobListen, Interview: iv.ID, Run: iv.Run}); err != nil {
				return err
			}
		}
		return a.queue(tx, iv)
	})
}
