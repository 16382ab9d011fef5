package ui

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"earshot/archive"

	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"
)

// spooled is a file that arrived whole.
type spooled struct {
	*os.File
	name   string // as the sender called it
	size   int64
	sha256 string
	upload string // id, when it can be taken up again
	remove func()
}

const (
	formPrefix = "form-"
	madeSuffix = ".made" // holds the id of the interview that an upload became
)

// done closes the file and, when it was kept, removes it from the spool.
func (f *spooled) done(kept bool) {
	f.Close()
	if kept {
		f.remove()
	}
}

// became closes the file, which is in the bucket now. The spool remembers the
// interview for a while: a form that is sent again must find it.
func (f *spooled) became(interview string) {
	if f.upload != "" {
		// Without the note a second form would say that the recording is gone.
		_ = os.WriteFile(f.Name()+madeSuffix, []byte(interview), 0o600)
	}
	f.done(true)
}

// made is the interview that an upload of an account became, or "".
func (u *uploads) made(account, id string) string {
	if !owns(account, id) {
		return ""
	}
	b, err := os.ReadFile(filepath.Join(u.dir, id+madeSuffix))
	if err != nil {
		return ""
	}
	return string(b)
}

// wait turns a file that came with a form into an upload that the next form can
// name, and returns its id.
func (u *uploads) wait(ctx context.Context, account string, f *spooled) (string, error) {
	defer f.Close()
	if f.upload != "" {
		return f.upload, nil
	}
	if err := u.room(account); err != nil {
		return "", err
	}
	id := account + "-" + archive.NewKey()
	store := filestore.New(u.dir)
	store.FileModePerm = 0o600
	if _, err := store.NewUpload(ctx, handler.FileInfo{ID: id, Size: f.size, MetaData: handler.MetaData{"filename": f.name}}); err != nil {
		return "", err
	}
	return id, os.Rename(f.Name(), filepath.Join(u.dir, id))
}

// finished opens an upload of an account that arrived whole, and hashes it.
// ErrNotFound for anyone else's; ErrState while bytes are missing; ErrInvalid
// when the sender's own hash says that bytes were changed on the way.
func (u *uploads) finished(ctx context.Context, account, id string) (*spooled, error) {
	if !owns(account, id) {
		return nil, archive.ErrNotFound
	}
	store := filestore.New(u.dir)
	up, err := store.GetUpload(ctx, id)
	if errors.Is(err, handler.ErrNotFound) {
		return nil, archive.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	info, err := up.GetInfo(ctx)
	if err != nil {
		return nil, err
	}
	if info.Offset != info.Size {
		return nil, &archive.Problem{Kind: archive.ErrState, Field: "file", Sentence: "The recording has not arrived whole yet. Please choose the file again: the upload goes on where it stopped."}
	}
	path := filepath.Join(u.dir, id)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	sp := &spooled{File: f, name: info.MetaData["filename"], upload: id, remove: func() {
		_ = os.Remove(path)           // the next sweep takes
		_ = os.Remove(path + ".info") // what is left
	}}
	if err := sp.hash(); err != nil {
		sp.done(false)
		return nil, err
	}
	if want := info.MetaData["sha256"]; want != "" && !strings.EqualFold(want, sp.sha256) {
		sp.done(true)
		return nil, damagedOnTheWay()
	}
	return sp, nil
}

func damagedOnTheWay() error {
	return archive.Invalid("file", "The recording was damaged on the way. Please upload it again.")
}

// hash makes the file safe on the disk and counts its bytes.
func (f *spooled) hash() error {
	if err := f.Sync(); err != nil {
		return fmt.Errorf("keep upload: %w", noRoom(err))
	}
	h := sha256.New()
	n, err := io.Copy(h, f.File)
	if err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	f.size, f.sha256 = n, hex.EncodeToString(h.Sum(nil))
	return nil
}

// receive streams a file of a plain form to the spool, hashing on the way.
func (u *uploads) receive(name string, r io.Reader) (*spooled, error) {
	f, err := os.CreateTemp(u.dir, formPrefix)
	if err != nil {
		return nil, fmt.Errorf("keep upload: %w", noRoom(err))
	}
	sp := &spooled{File: f, name: name, remove: func() { _ = os.Remove(f.Name()) }} // else the next start sweeps it
	h := sha256.New()
	sp.size, err = io.Copy(io.MultiWriter(f, h), io.LimitReader(r, archive.MaxRecording+1))
	if err == nil && sp.size > archive.MaxRecording {
		err = &archive.Problem{Kind: archive.ErrTooLarge, Field: "file", Sentence: "The recording is over 2 GB. Please upload it in parts."}
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		sp.done(true)
		return nil, noRoom(err)
	}
	sp.sha256 = hex.EncodeToString(h.Sum(nil))
	return sp, nil
}
