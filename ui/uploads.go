package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	oldlog "golang.org/x/exp/slog"
)

const (
	uploadsPath = "/uploads/"
	spoolLife   = 7 * 24 * time.Hour // an upload may be taken up again for a week
	spoolEach   = 10                 // uploads one account may have under way
	sweepEvery  = time.Hour
)

// uploads keeps files that are on their way in a spool folder. An upload that
// can be resumed is tusd's: its id begins with the account that made it, so that
// nobody else can ask for it.
type uploads struct {
	dir   string
	tus   *handler.UnroutedHandler
	now   func() time.Time
	mu    sync.Mutex
	swept time.Time
}

func newUploads(cfg Config) (*uploads, error) {
	if err := os.MkdirAll(cfg.Spool, 0o700); err != nil {
		return nil, fmt.Errorf("folder for uploads: %w", err)
	}
	store := spoolStore{filestore.New(cfg.Spool)}
	store.DirModePerm, store.FileModePerm = 0o700, 0o600
	u := &uploads{dir: cfg.Spool, now: cfg.Now}
	parts := handler.NewStoreComposer()
	parts.UseCore(store)
	parts.UseTerminater(store)
	// One lock a running process: the spool belongs to one server alone.
	parts.UseLocker(memorylocker.New())
	var err error
	u.tus, err = handler.NewUnroutedHandler(handler.Config{
		StoreComposer: parts, BasePath: uploadsPath, MaxSize: archive.MaxRecording,
		DisableDownload: true, DisableConcatenation: true,
		Cors:                    &handler.CorsConfig{Disable: true},
		Logger:                  oldlog.New(oldlog.NewTextHandler(io.Discard, nil)), // every request is in our own log
		PreUploadCreateCallback: u.create,
		AcquireLockTimeout:      time.Second,
		NetworkTimeout:          cfg.BodyPause,
	})
	if err != nil {
		return nil, fmt.Errorf("uploads: %w", err)
	}
	return u, u.sweep()
}

type (
	accountKey struct{}
	tusCall    func(*handler.UnroutedHandler, http.ResponseWriter, *http.Request)
)

var (
	tusPost   tusCall = (*handler.UnroutedHandler).PostFile
	tusHead   tusCall = (*handler.UnroutedHandler).HeadFile
	tusPatch  tusCall = (*handler.UnroutedHandler).PatchFile
	tusDelete tusCall = (*handler.UnroutedHandler).DelFile
)

// tusServe hands a request to tusd.
func (s *Server) tusServe(call tusCall) func(*gin.Context) error {
	return func(c *gin.Context) error {
		account := s.viewer(c).Account.ID
		if id := c.Param("upload"); id != "" && !owns(account, id) {
			return archive.ErrNotFound
		}
		ctx := context.WithValue(c.Request.Context(), accountKey{}, account)
		w := &pathWriter{ResponseWriter: c.Writer}
		answer := func(w http.ResponseWriter, r *http.Request) { call(s.uploads.tus, w, r) }
		http.StripPrefix(uploadsPath, s.uploads.tus.Middleware(http.HandlerFunc(answer))).ServeHTTP(w, c.Request.WithContext(ctx))
		// tusd sets a deadline for its answer; the connection goes on after it.
		_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Time{})
		return nil
	}
}

// pathWriter makes the address of a new upload a path. tusd builds it from the
// Host header, which anyone may forge and which knows nothing of HTTPS in front.
type pathWriter struct{ http.ResponseWriter }

func (w *pathWriter) WriteHeader(status int) {
	if at, err := url.Parse(w.Header().Get("Location")); err == nil && at.Host != "" {
		w.Header().Set("Location", at.Path)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *pathWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

var uploadForm = regexp.MustCompile(`^[a-z0-9]+-[a-z0-9]+$`)

func owns(account, id string) bool {
	return uploadForm.MatchString(id) && strings.HasPrefix(id, account+"-")
}

// create names a new upload and keeps of its metadata only what is used.
func (u *uploads) create(hook handler.HookEvent) (handler.HTTPResponse, handler.FileInfoChanges, error) {
	account, _ := hook.Context.Value(accountKey{}).(string)
	if account == "" {
		return handler.HTTPResponse{}, handler.FileInfoChanges{}, handler.NewError("ERR_SIGN_IN", "Please sign in first.", http.StatusUnauthorized)
	}
	if err := u.room(account); err != nil {
		return handler.HTTPResponse{}, handler.FileInfoChanges{}, handler.NewError("ERR_TOO_MANY", err.Error(), http.StatusTooManyRequests)
	}
	kept := handler.MetaData{}
	for _, name := range []string{"filename", "sha256"} {
		if v := hook.Upload.MetaData[name]; v != "" && len(v) <= 4*4096 {
			kept[name] = v
		}
	}
	return handler.HTTPResponse{}, handler.FileInfoChanges{ID: account + "-" + archive.NewKey(), MetaData: kept}, nil
}

// room says when an account has too many uploads under way. It sweeps first, so
// that forgotten ones do not count for ever.
func (u *uploads) room(account string) error {
	u.mu.Lock()
	due := u.now().Sub(u.swept) > sweepEvery
	u.mu.Unlock()
	if due {
		if err := u.sweep(); err != nil {
			return err
		}
	}
	mine, err := filepath.Glob(filepath.Join(u.dir, account+"-*.info"))
	if err == nil && len(mine) >= spoolEach {
		return &archive.Problem{Kind: errTooMany, Field: "file", Sentence: fmt.Sprintf("You have %d uploads under way. Please finish one of them first.", len(mine))}
	}
	return err
}

// sweep removes what nobody has written to for a week, and files of plain forms
// that a stopped server left behind.
func (u *uploads) sweep() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	first := u.swept.IsZero()
	u.swept = u.now()
	files, err := os.ReadDir(u.dir)
	if err != nil {
		return fmt.Errorf("uploads under way: %w", err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || f.IsDir() {
			continue
		}
		old := u.now().Sub(info.ModTime()) > spoolLife
		if old || (first && strings.HasPrefix(f.Name(), formPrefix)) {
			if err := os.Remove(filepath.Join(u.dir, f.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}
