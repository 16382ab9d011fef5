package transcribe_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"math"
	"os"
	"os/exec"
	"testing"
	"time"

	"earshot/archive"
	"earshot/archive/argon2id"
	"earshot/archive/gateway"
	"earshot/archive/gateway/gatewaytest"
	"earshot/archive/s3blobs"
	"earshot/archive/sqlstore"
	"earshot/archive/sqlstore/sqltest"
	"earshot/transcribe"
	"earshot/transcribe/captions"
	"earshot/transcribe/script"
	"earshot/transcribe/sound"
)

// The worker is tried on real parts: SQLite with its queue, the S3 server and
// the decoding child, both of which are this test binary started again.
var bucket *s3blobs.Bucket

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "decode-child" {
		os.Exit(sound.ChildMain(os.Args[2:]))
	}
	gatewaytest.Shared(m, func(e gateway.Endpoint) {
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

// adapted is what cmd/earshot makes of the decoder.
type adapted struct{ *sound.Decoder }

func (a adapted) Decode(ctx context.Context, path string, pcm io.Writer) (archive.SoundFacts, error) {
	f, err := a.Decoder.Decode(ctx, path, pcm)
	return archive.SoundFacts{Duration: f.Duration, Type: f.Type, Gaps: f.Gaps}, err
}

// house is an archive with a reporter and a worker.
type house struct {
	*archive.Archive
	t        *testing.T
	store    *sqlstore.Store
	reporter archive.Viewer
	worker   *transcribe.Worker
	temp     string
	changed  chan struct{}
	observed float64
}

func newHouse(t *testing.T) *house {
	t.Helper()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	store := sqltest.Open(t, sqlstore.Options{})
	hasher, err := argon2id.NewAt(64, 1)
	if err != nil {
		t.Fatal(err)
	}
	a, err := archive.New(t.Context(), store, bucket, archive.Options{Passwords: hasher, Terms: "t1"})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{Archive: a, t: t, store: store, temp: t.TempDir(), changed: make(chan struct{}, 1)}
	a.OnChange(func() {
		select {
		case h.changed <- struct{}{}:
		default:
		}
	})
	acc, err := a.AddAccount(t.Context(), archive.System, archive.NewAccount{Name: "rosa", Display: "Rosa", Role: archive.ReporterRole, Password: "four random words rosa"})
	if err != nil {
		t.Fatal(err)
	}
	h.reporter = archive.Viewer{Account: acc, Network: "net"}
	decoder, err := sound.New(sound.Config{FFmpeg: ffmpeg, Child: []string{os.Args[0], "decode-child"}, Temp: h.temp})
	if err != nil {
		t.Fatal(err)
	}
	h.worker, err = transcribe.NewWorker(a, transcribe.Options{
		Engine: script.Steady(2), Decoder: adapted{decoder}, Captions: captions.Read, Temp: h.temp,
		Observe: func(sound, _ float64) { h.observed += sound },
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// upload receives a recording that is published when ready.
func (h *house) upload(name string, data, captions []byte) *archive.Interview {
	h.t.Helper()
	sum := sha256.Sum256(data)
	rec, err := h.KeepRecording(h.t.Context(), name, "audio/wav", hex.EncodeToString(sum[:]), int64(len(data)), bytes.NewReader(data))
	if err != nil {
		h.t.Fatal(err)
	}
	iv, err := h.Receive(h.t.Context(), h.reporter, archive.Intake{Title: "A talk", Agreed: true, PublishWhenReady: true, Captions: captions}, rec)
	if err != nil {
		h.t.Fatal(err)
	}
	return iv
}

// work lets the worker run until the interview is as asked.
func (h *house) work(id string, done func(*archive.Interview) bool) *archive.Interview {
	h.t.Helper()
	ctx, stop := context.WithTimeout(h.t.Context(), 2*time.Minute)
	ended := make(chan error, 1)
	go func() {
		ended <- h.store.Work(ctx, archive.Work{Worker: "test", Handlers: h.worker.Handlers(), GivenUp: h.worker.GivenUp})
	}()
	defer func() {
		stop()
		<-ended
	}()
	for {
		iv, _, err := h.Interview(ctx, archive.System, id)
		if err != nil {
			h.t.Fatal(err)
		}
		if done(iv) {
			return iv
		}
		select {
		case <-h.changed:
		case <-ctx.Done():
			h.t.Fatalf("the interview stayed %s with %+v", iv.State, iv.Progress)
		}
	}
}

// ready: published, and to be heard.
func ready(iv *archive.Interview) bool {
	return iv.State == archive.Published && iv.ListeningCopy.Key != ""
}

// talk is a WAV file: five seconds of tone, one of silence, and so on.
func talk(seconds int, loud bool) []byte {
	n := seconds * transcribe.BytesPerSecond
	b := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(36+n))...)
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	b = binary.LittleEndian.AppendUint32(b, transcribe.Rate)
	b = binary.LittleEndian.AppendUint32(b, transcribe.BytesPerSecond)
	b = append(b, "\x02\x00\x10\x00data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(n))
	for i := range seconds * transcribe.Rate {
		v := 0.0
		if loud && i/transcribe.Rate%6 != 5 {
			v = 8000 * math.Sin(2*math.Pi*200*float64(i)/transcribe.Rate)
		}
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(v)))
	}
	return b
}
