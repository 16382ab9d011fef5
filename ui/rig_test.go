package ui

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"earshot/archive"
	"earshot/archive/argon2id"
	"earshot/archive/gateway"
	"earshot/archive/gateway/gatewaytest"
	"earshot/archive/s3blobs"
	"earshot/archive/sqlstore"
	"earshot/archive/sqlstore/sqltest"
	"earshot/search"
	"earshot/search/bleveindex"

	"golang.org/x/text/unicode/norm"
)

// bucketServer is the real S3 server, which all tests share; each rig has a bucket
// of its own in it.
var bucketServer gateway.Endpoint

func TestMain(m *testing.M) {
	gatewaytest.Shared(m, func(e gateway.Endpoint) { bucketServer = e })
}

func testBlobs(t testing.TB) archive.Blobs {
	t.Helper()
	at := bucketServer
	blobs, err := s3blobs.Open(t.Context(), s3blobs.Config{Endpoint: at.URL, Socket: at.Socket, Region: at.Region,
		AccessKey: at.AccessKey, SecretKey: at.SecretKey, PathStyle: true, Bucket: "test-" + archive.NewKey()})
	if err != nil {
		t.Fatal(err)
	}
	return blobs
}

const testPassword = "four quiet river stones"

// testHasher is quick: that a guess is slow is tested where passwords are hashed.
var testHasher = sync.OnceValues(func() (*argon2id.Hasher, error) { return argon2id.NewAt(64, 1) })

// rig is the true server on known data: real store, bucket and index.
type rig struct {
	*httptest.Server
	t       testing.TB
	archive *archive.Archive
	server  *Server
	index   *bleveindex.Index
	follow  *search.Follower
	log     *bytes.Buffer // what was logged
	spool   string
	ahead   atomic.Int64 // of the true time, in nanoseconds
	stopped atomic.Int64 // Unix nanoseconds at which the time stands, 0 while it runs

	// Accounts sign in with testPassword. Ada looks after the interviews.
	ada, bo, cleo, dan archive.Viewer // reporter, reporter, custodian, administrator

	short *archive.Interview // published, 60 lines, with a listening copy
}

// newRig starts a server. change may alter its configuration.
func newRig(t testing.TB, change ...func(*Config)) *rig {
	t.Helper()
	r := &rig{t: t, log: &bytes.Buffer{}, spool: filepath.Join(t.TempDir(), "spool")}
	store := sqltest.Open(t, sqlstore.Options{})
	hasher, err := testHasher()
	r.must(err)
	log := slog.New(slog.NewTextHandler(&lockedWriter{w: r.log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r.archive, err = archive.New(t.Context(), store, testBlobs(t), archive.Options{Passwords: hasher, Normalise: norm.NFC.String, Log: log, Terms: TermsVersion, Now: r.now})
	r.must(err)
	r.index, err = bleveindex.Create(filepath.Join(t.TempDir(), "index"), "test")
	r.must(err)
	t.Cleanup(func() { r.index.Close() })
	r.follow = search.NewFollower(r.archive, r.index)

	r.ada = r.account("ada", "Ada", archive.ReporterRole)
	r.bo = r.account("bo", "Bo", archive.ReporterRole)
	r.cleo = r.account("cleo", "Cleo", archive.Custodian)
	r.dan = r.account("dan", "Dan", archive.Administrator)
	r.short = r.interview("Talking about the allotment", 60)

	cfg := Config{Archive: r.archive, Search: search.NewSearcher(r.index, r.archive), Name: "Earshot", Log: log, Spool: r.spool, Now: r.now,
		Contact: "0300 123 4567", Identify: testIdentify}
	for _, fn := range change {
		fn(&cfg)
	}
	r.server, err = New(cfg)
	r.must(err)
	r.Server = httptest.NewServer(r.server)
	t.Cleanup(r.Close)
	return r
}

// now is the time of this rig, which stop holds and pass moves on.
func (r *rig) now() time.Time {
	at := time.Now()
	if n := r.stopped.Load(); n != 0 {
		at = time.Unix(0, n)
	}
	return at.Add(time.Duration(r.ahead.Load()))
}

func (r *rig) stop() { r.stopped.Store(time.Now().UnixNano()) }

func (r *rig) pass(d time.Duration) { r.ahead.Add(int64(d)) }

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// testIdentify knows the one kind of recording that these tests make.
func testIdentify(r io.ReaderAt, size int64) (string, error) {
	head := make([]byte, 12)
	if _, err := r.ReadAt(head, 0); err == nil && string(head[:4]) == "RIFF" && string(head[8:]) == "WAVE" {
		return "audio/wav", nil
	}
	return "", archive.Invalid("file", "We could not find any sound in this file.")
}

func (r *rig) account(name, display string, role archive.Role) archive.Viewer {
	r.t.Helper()
	acc, err := r.archive.AddAccount(r.t.Context(), archive.System, archive.NewAccount{Name: name, Display: display, Role: role, Password: testPassword})
	r.must(err)
	return archive.Viewer{Account: acc}
}

// interview makes a published interview of Ada's with so many lines of two
// speakers, eight words of about half a second each.
func (r *rig) interview(title string, lines int) *archive.Interview {
	r.t.Helper()
	iv := r.draft(title, lines)
	r.must(r.archive.Publish(r.t.Context(), r.ada, iv.ID))
	return r.look(iv.ID)
}

func (r *rig) look(id string) *archive.Interview {
	r.t.Helper()
	iv, _, err := r.archive.Interview(r.t.Context(), archive.System, id)
	r.must(err)
	return iv
}

// draft is interview before it is published.
func (r *rig) draft(title string, lines int) *archive.Interview {
	r.t.Helper()
	ctx := r.t.Context()
	iv := r.queued(title)
	_, err := r.archive.BeginRun(ctx, iv.ID, iv.Run)
	r.must(err)
	length := float64(lines) * lineSeconds
	r.must(r.archive.AddChunk(ctx, &archive.Chunk{Interview: iv.ID, Run: iv.Run, End: length, Key: "chunks/" + iv.ID}))
	r.must(r.archive.SoundDecoded(ctx, iv.ID, iv.Run, 1, archive.SoundFacts{Duration: length, Type: "audio/wav"}))
	r.must(r.archive.ChunkHeard(ctx, &archive.Chunk{Interview: iv.ID, Run: iv.Run, Lines: testLines(lines), Language: "en", Engine: "test", Model: "tiny", Took: length / 10}))
	r.must(r.archive.Assemble(ctx, iv.ID, iv.Run))
	sound := testSound(min(length, 300))
	blob, err := r.archive.Blobs().Put(ctx, "listening/"+iv.ID, "audio/wav", bytes.NewReader(sound))
	r.must(err)
	copied := archive.Media{Key: blob.Key, Type: "audio/wav", Size: blob.Size, SHA256: blob.SHA256}
	_, err = r.archive.Blobs().Put(ctx, copied.PeaksKey(), "application/octet-stream", bytes.NewReader(testPeaks(min(length, 300))))
	r.must(err)
	r.must(r.archive.KeepListeningCopy(ctx, iv.ID, copied))
	return r.look(iv.ID)
}

// queued is an interview that waits for the engine.
func (r *rig) queued(title string) *archive.Interview {
	r.t.Helper()
	sound := testSound(2)
	rec, err := r.archive.KeepRecording(r.t.Context(), "talk.wav", "audio/wav", archive.HashSecret(string(sound)), int64(len(sound)), bytes.NewReader(sound))
	r.must(err)
	iv, err := r.archive.Receive(r.t.Context(), r.ada, archive.Intake{Title: title, Storyteller: "Grace", Interviewer: "Ada", Place: "Leeds",
		RecordedOn: "2024-05-31", Collection: "Growing together", Themes: []string{"gardens", "neighbours"}, Agreed: true,
		Summary: "How a piece of wasteland became a garden for the whole street."}, rec)
	r.must(err)
	return iv
}

const lineSeconds = 4.0

var testSentences = []string{
	"So how did you first come to the garden?", "Well my neighbour knocked on the door one morning.", "She said there is a plot going spare you know.",
	"I had never grown anything in my life before.", "We started with beans because beans forgive you everything.", "And people walking past began to stop and talk.",
	"What did that feel like after the long winter?", "It felt like lifting spaces that nobody used before.", "My daughter still brings the kettle down on Sundays.",
	"There is always somebody there who needs a chat.", "That is what coproduction means to me I think.", "You do it together or it does not grow.",
}

func testLines(n int) []archive.Line {
	lines := make([]archive.Line, n)
	for i := range lines {
		at := float64(i) * lineSeconds
		for k, w := range strings.Fields(testSentences[i%len(testSentences)]) {
			p := 0.95
			if w == "lifting" {
				p = 0.31
			}
			start := at + float64(k)*0.42
			lines[i].Words = append(lines[i].Words, archive.Word{Text: w, Start: start, End: start + 0.4, Probability: p, Timing: archive.TimeRecognised})
		}
		lines[i].Speaker = "Grace"
		if i%6 == 0 {
			lines[i].Speaker = "Ada"
		}
	}
	return lines
}

// testSound is a quiet tone as a WAV file: 8 kHz, 8 bit, one channel. The tone comes
// back after 400 samples, so that long ones are copies and cost nothing.
func testSound(length float64) []byte {
	const rate, period = 8000, 400
	n := int(length * rate)
	b := bytes.NewBuffer(make([]byte, 0, 44+n+period))
	b.WriteString("RIFF")
	for _, v := range []any{uint32(36 + n), []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(rate), uint32(rate), uint16(1), uint16(8), []byte("data"), uint32(n)} {
		_ = binary.Write(b, binary.LittleEndian, v) // a buffer takes everything
	}
	tone := make([]byte, period)
	for i := range tone {
		tone[i] = byte(128 + 40*math.Sin(2*math.Pi*220*float64(i)/rate))
	}
	for b.Len() < 44+n {
		b.Write(tone)
	}
	return b.Bytes()[:44+n]
}

// testPeaks is an outline of talk: of each four seconds, three are loud.
func testPeaks(length float64) []byte {
	b := make([]byte, 2*int(length*archive.PeaksPerSecond))
	for i := 0; i < len(b); i += 2 {
		if i/2%(4*archive.PeaksPerSecond) < 3*archive.PeaksPerSecond {
			level := 40 + 30*math.Sin(float64(i)/9)
			b[i], b[i+1] = byte(int8(-level)), byte(int8(level))
		}
	}
	return b
}

// caughtUp makes the index hold everything that happened so far.
func (r *rig) caughtUp() {
	r.t.Helper()
	r.must(r.follow.CatchUp(r.t.Context()))
}

// browser is someone at a browser: it keeps cookies and does not follow redirects.
type browser struct {
	*http.Client
	r *rig
}

// visitor is someone without an account.
func (r *rig) visitor() *browser {
	jar, err := cookiejar.New(nil)
	r.must(err)
	return &browser{r: r, Client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as is a browser in which v has signed in.
func (r *rig) as(v archive.Viewer) *browser {
	r.t.Helper()
	link, err := r.archive.SignInLink(r.t.Context(), archive.System, v.Account.Name)
	r.must(err)
	secret, _, err := r.archive.SignInByLink(r.t.Context(), link, "test")
	r.must(err)
	b := r.visitor()
	at, err := url.Parse(r.URL)
	r.must(err)
	b.Jar.SetCookies(at, []*http.Cookie{{Name: "session", Value: secret, Path: "/"}})
	return b
}

// answer is what came back.
type answer struct {
	*http.Response
	text string
}

func (b *browser) do(req *http.Request) answer {
	b.r.t.Helper()
	resp, err := b.Do(req)
	b.r.must(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	b.r.must(err)
	return answer{resp, string(body)}
}

func (b *browser) get(path string) answer {
	b.r.t.Helper()
	req, err := http.NewRequestWithContext(b.r.t.Context(), http.MethodGet, b.r.URL+path, nil)
	b.r.must(err)
	return b.do(req)
}

// post sends a form: name, value, name, value.
func (b *browser) post(path string, pairs ...string) answer {
	b.r.t.Helper()
	return b.do(b.form(path, pairs))
}

// script sends a form the way the page's script does.
func (b *browser) script(path string, pairs ...string) answer {
	b.r.t.Helper()
	req := b.form(path, pairs)
	req.Header.Set("Accept", "application/json")
	return b.do(req)
}

func (b *browser) form(path string, pairs []string) *http.Request {
	b.r.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	b.mark(path, form)
	req, err := http.NewRequestWithContext(b.r.t.Context(), http.MethodPost, b.r.URL+path, strings.NewReader(form.Encode()))
	b.r.must(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return req
}

// wants checks an answer's status and that its text has each of these.
func (a answer) wants(t testing.TB, status int, has ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("%s %s: status %d, want %d\n%s", a.Request.Method, a.Request.URL, a.StatusCode, status, excerpt(a.text))
		return
	}
	for _, s := range has {
		if !strings.Contains(a.text, s) {
			t.Errorf("%s %s: no %q in\n%s", a.Request.Method, a.Request.URL, s, excerpt(a.text))
		}
	}
}

func excerpt(s string) string {
	if i := strings.Index(s, "<main"); i >= 0 {
		s = s[i:]
	}
	if len(s) > 3000 {
		return fmt.Sprintf("%s … (%d bytes)", s[:3000], len(s))
	}
	return s
}
