package archive_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"earshot/archive"
	"earshot/archive/argon2id"
	"earshot/archive/gateway"
	"earshot/archive/gateway/gatewaytest"
	"earshot/archive/s3blobs"
	"earshot/archive/sqlstore"
	"earshot/archive/sqlstore/sqltest"
)

// The tests of the rules run on the real store and the real bucket: SQLite and
// the S3 server, which is this test binary started again as a child.
var bucket *s3blobs.Bucket

func TestMain(m *testing.M) {
	gatewaytest.Shared(m, func(e gateway.Endpoint) {
		bucketAt = e
		var err error
		bucket, err = s3blobs.Open(context.Background(), s3blobs.Config{
			Endpoint: e.URL, Socket: e.Socket, Region: e.Region, Bucket: "test",
			AccessKey: e.AccessKey, SecretKey: e.SecretKey, PathStyle: true,
		})
		if err != nil {
			panic(err)
		}
	})
}

// passwords is quick: that a guess is slow is tested where passwords are hashed.
var passwords = sync.OnceValues(func() (*argon2id.Hasher, error) { return argon2id.NewAt(64, 1) })

// house is an archive with its people.
type house struct {
	*archive.Archive
	t                               *testing.T
	ctx                             context.Context
	store                           *sqlstore.Store
	path                            string // of the store's file
	reporter, other, custodian, adm archive.Viewer
	ann, ben                        archive.Viewer // visitors
}

func newHouse(t *testing.T, change ...func(*archive.Options)) *house {
	t.Helper()
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "a.db")
	store := sqltest.Open(t, sqlstore.Options{Path: path})
	opt := archive.Options{Passwords: must(passwords())(t), Terms: "t1"}
	for _, fn := range change {
		fn(&opt)
	}
	a, err := archive.New(ctx, store, bucket, opt)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{Archive: a, t: t, ctx: ctx, store: store, path: path}
	for _, p := range []struct {
		v    *archive.Viewer
		name string
		role archive.Role
	}{{&h.reporter, "rosa", archive.ReporterRole}, {&h.other, "omar", archive.ReporterRole}, {&h.custodian, "cleo", archive.Custodian}, {&h.adm, "ada", archive.Administrator}} {
		acc, err := a.AddAccount(ctx, archive.System, archive.NewAccount{Name: p.name, Display: strings.ToUpper(p.name[:1]) + p.name[1:], Role: p.role, Password: "four random words " + p.name})
		if err != nil {
			t.Fatal(err)
		}
		*p.v = archive.Viewer{Account: acc, Network: "net-" + p.name}
	}
	h.ann = archive.Viewer{Visitor: "visitor-ann", Network: "net-1"}
	h.ben = archive.Viewer{Visitor: "visitor-ben", Network: "net-2"}
	return h
}

// must stops the test on an error.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// upload keeps bytes as a recording and receives it.
func (h *house) upload(in archive.Intake, sound string) (*archive.Interview, error) {
	h.t.Helper()
	sum := sha256.Sum256([]byte(sound))
	rec, err := h.KeepRecording(h.ctx, "talk.wav", "audio/wav", hex.EncodeToString(sum[:]), int64(len(sound)), strings.NewReader(sound))
	if err != nil {
		h.t.Fatal(err)
	}
	return h.Receive(h.ctx, h.reporter, in, rec)
}

// told makes a published interview of the given lines, as a worker would.
func (h *house) told(lines ...string) *archive.Interview {
	h.t.Helper()
	iv := must(h.upload(archive.Intake{Title: "A talk", Agreed: true, PublishWhenReady: true}, h.t.Name()))(h.t)
	h.recognise(iv, lines...)
	return must3(h.Interview(h.ctx, archive.System, iv.ID))(h.t)
}

func must3[T, U any](v T, _ U, err error) func(*testing.T) T { return must(v, err) }

// recognise plays the worker: one chunk with the lines, half a second a word.
func (h *house) recognise(iv *archive.Interview, lines ...string) {
	h.t.Helper()
	var heard []archive.Line
	at := 0.0
	for _, text := range lines {
		var l archive.Line
		for _, s := range strings.Fields(text) {
			l.Words = append(l.Words, archive.Word{Text: s, Start: at, End: at + 0.4, Probability: 0.9, Timing: archive.TimeRecognised})
			at += 0.5
		}
		heard = append(heard, l)
	}
	steps := []error{}
	_, err := h.BeginRun(h.ctx, iv.ID, iv.Run)
	steps = append(steps, err)
	key := "work/" + iv.ID + "/0"
	_, err = bucket.Put(h.ctx, key, "audio/pcm", strings.NewReader("pcm"))
	steps = append(steps, err)
	steps = append(steps, h.AddChunk(h.ctx, &archive.Chunk{Interview: iv.ID, Run: iv.Run, Index: 0, End: at, Key: key}))
	steps = append(steps, h.SoundDecoded(h.ctx, iv.ID, iv.Run, 1, archive.SoundFacts{Duration: at, Type: "audio/wav"}))
	steps = append(steps, h.ChunkHeard(h.ctx, &archive.Chunk{Interview: iv.ID, Run: iv.Run, Index: 0, Lines: heard, Language: "en", Engine: "test", Model: "m", Took: 1}))
	steps = append(steps, h.Assemble(h.ctx, iv.ID, iv.Run))
	copied := must(bucket.Put(h.ctx, "listening/"+iv.ID, "audio/mp4", strings.NewReader("sound")))(h.t)
	var quiet []archive.Span
	for _, hiding := range must3(h.Interview(h.ctx, archive.System, iv.ID))(h.t).Hidden {
		quiet = append(quiet, hiding.Span)
	}
	steps = append(steps, h.KeepListeningCopy(h.ctx, iv.ID, archive.Media{Key: copied.Key, Type: "audio/mp4", Size: copied.Size, SHA256: copied.SHA256, Hidden: quiet}))
	if err := errors.Join(steps...); err != nil {
		h.t.Fatal(err)
	}
}

// reads returns the text of a version as v may read it.
func (h *house) reads(v archive.Viewer, id string, version int) string {
	h.t.Helper()
	r, err := h.Read(h.ctx, v, id, version)
	if err != nil {
		h.t.Fatal(err)
	}
	var b strings.Builder
	for _, l := range r.Transcript.Lines {
		fmt.Fprintln(&b, l.Text())
	}
	return b.String()
}

// waiting returns the kinds of jobs that wait, in order.
func (h *house) waiting() (kinds []archive.JobKind) {
	h.t.Helper()
	err := h.store.View(h.ctx, func(tx archive.Tx) error {
		jobs, err := tx.Jobs()
		for _, j := range jobs {
			kinds = append(kinds, j.Kind)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return kinds
}

// object reads an object of the bucket, "" when there is none.
func (h *house) object(key string) string {
	h.t.Helper()
	r, _, err := bucket.Open(h.ctx, key, 0, -1)
	if errors.Is(err, archive.ErrNotFound) {
		return ""
	}
	if err != nil {
		h.t.Fatal(err)
	}
	defer r.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, r); err != nil {
		h.t.Fatal(err)
	}
	return b.String()
}
