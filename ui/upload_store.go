package ui

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"syscall"

	"earshot/archive"

	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"
)

// noRoom makes a full disk archive.ErrNoRoom, so that people are told.
func noRoom(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errors.Join(archive.ErrNoRoom, err)
	}
	return err
}

// spoolStore is tusd's store of files with errors that may be shown: tusd sends
// the text of any other to the browser, and that names folders of this machine.
type spoolStore struct{ filestore.FileStore }

func (s spoolStore) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	u, err := s.FileStore.NewUpload(ctx, info)
	return spoolUpload{u}, shown(err)
}

func (s spoolStore) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	u, err := s.FileStore.GetUpload(ctx, id)
	return spoolUpload{u}, shown(err)
}

func (s spoolStore) AsTerminatableUpload(u handler.Upload) handler.TerminatableUpload {
	return s.FileStore.AsTerminatableUpload(u.(spoolUpload).Upload)
}

type spoolUpload struct{ handler.Upload }

func (u spoolUpload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	n, err := u.Upload.WriteChunk(ctx, offset, src)
	return n, shown(err)
}

// shown is an error as tusd may send it.
func shown(err error) error {
	var at *fs.PathError
	if !errors.As(err, &at) {
		return err
	}
	status, sentence, _, _ := explain(noRoom(err))
	code := "ERR_STORE"
	if status == http.StatusInsufficientStorage {
		code = "ERR_NO_ROOM"
	}
	return handler.NewError(code, sentence, status)
}
