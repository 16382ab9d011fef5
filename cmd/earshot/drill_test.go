package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/archive"
	"earshot/transcribe"
	"earshot/transcribe/script"
	"earshot/ui/client"
)

var (
	rounds = flag.Int("rounds", 25, "rounds of TestDrill")
	seed   = flag.Uint64("seed", 0, "seed of TestDrill, to replay one; 0 takes a new one")
)

// restartLimit is the longest that a killed site may take to answer again.
const restartLimit = 10 * time.Second

// attack is what one round does to the site.
type attack struct {
	target string // server, site (a server that has its worker beside it), worker, sound (the child that decodes), engine (the child that hears) or s3
	when   string // what is going on: upload, transcription, fix or indexing
}

var attacks = []attack{
	{"server", "upload"}, {"s3", "upload"}, {"engine", "transcription"}, {"server", "transcription"}, {"sound", "transcription"},
	{"worker", "transcription"}, {"s3", "transcription"}, {"server", "fix"}, {"s3", "fix"}, {"server", "indexing"},
	{"s3", "indexing"}, {"worker", "upload"}, {"worker", "indexing"},
	{"site", "transcription"},
}

// drill is one run: a site on one data folder through all its deaths.
type drill struct {
	t      *testing.T
	root   string // of everything that belongs to the run
	data   string
	addr   string
	rnd    *rand.Rand
	ledger *ledger
	site   *running
	worker *process // beside the site; nil when the site works itself
	mode   string   // how site and worker were started
	token  string   // of a reporter
	speech []byte   // real speech for the real engine; nil when either is missing
	kills  map[string]int
	pauses []time.Duration // from each kill of the site to its next answer
}

// TestDrill (W01) kills the parts of a real site at random moments while clients work
// with it, and compares what they were told with what is there afterwards.
func TestDrill(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes")
	}
	chosen := *seed
	if chosen == 0 {
		chosen = rand.Uint64()
	}
	t.Logf("to replay: go test ./cmd/earshot -run '^TestDrill$' -rounds %d -seed %d", *rounds, chosen)
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := &drill{t: t, root: root, data: filepath.Join(root, "data"), addr: freePort(t), rnd: rand.New(rand.NewPCG(chosen, 0)), kills: map[string]int{}}
	d.ledger = newLedger(t, filepath.Join(t.TempDir(), "ledger.jsonl"))
	if d.speech, err = os.ReadFile("../../../shared/speech/jfk.wav"); err != nil || !installed() {
		t.Log("the speech engine or the speech is missing: rounds that kill the engine are left out")
		d.speech = nil
	}
	for n := range *rounds {
		a := attacks[n%len(attacks)]
		if a.target == "engine" && d.speech == nil {
			continue
		}
		began := time.Now()
		d.round(n, a)
		if t.Failed() {
			t.Fatalf("round %d (%s in %s) failed", n, a.target, a.when)
		}
		t.Logf("round %d: %s killed in %s, %.1f s", n, a.target, a.when, time.Since(began).Seconds())
	}
	d.leaveClean()
	longest := time.Duration(0)
	for _, p := range d.pauses {
		longest = max(longest, p)
	}
	t.Logf("killed: %v; the longest start after a kill took %v", d.kills, longest.Round(time.Millisecond))
	t.Logf("acknowledged and all there: %d uploads, %d fixes, %d reports", len(d.ledger.read(anUpload, true)), len(d.ledger.read(aFix, true)), len(d.ledger.read(aReport, true)))
}

// installed tells whether make setup has put the speech engine here.
func installed() bool {
	for _, p := range []string{"venv/bin/python", "models/whisper-base/model.bin"} {
		if _, err := os.Stat(filepath.Join(toolsDir, p)); err != nil {
			return false
		}
	}
	return true
}

// round plays the clients once, kills in between, and compares.
func (d *drill) round(n int, a attack) {
	d.prepare(n, a)
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	m := newMoment(a.when, d.rnd.IntN(5))
	wait := time.Duration(d.rnd.IntN(int(spread[a.when])))
	rebuild := a.when == "indexing" && d.rnd.IntN(2) == 0
	var clients sync.WaitGroup
	for _, play := range d.clients(ctx, n, a, m) {
		clients.Go(play)
	}
	done := make(chan struct{})
	go func() {
		clients.Wait()
		close(done)
	}()
	select {
	case <-m.come:
	case <-done:
	}
	if rebuild {
		if err := d.site.site.ask(ctx, http.MethodPost, "rebuild-index", nil); err != nil {
			d.t.Error(err)
		}
	}
	<-time.After(wait) // the random moment
	d.strike(ctx, a)
	<-done
	if !d.t.Failed() {
		d.compare(ctx, n)
	}
}

// spread is the stretch of time after the signal in which the kill comes.
var spread = map[string]time.Duration{
	"upload": 40 * time.Millisecond, "transcription": 900 * time.Millisecond, "fix": 25 * time.Millisecond, "indexing": 300 * time.Millisecond,
}

// moment says when the chosen thing is going on for the n-th time.
type moment struct {
	what string
	mu   sync.Mutex
	left int
	come chan struct{}
}

func newMoment(what string, after int) *moment {
	if what == "transcription" {
		after = 0
	}
	return &moment{what: what, left: after + 1, come: make(chan struct{})}
}

// now is told what is going on.
func (m *moment) now(what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if what != m.what {
		return
	}
	if m.left--; m.left == 0 {
		close(m.come)
	}
}

// prepare has the site run the way the attack needs it, with something to read.
func (d *drill) prepare(n int, a attack) {
	mode := "alone"
	if a.target == "worker" || a.target == "site" {
		mode = "with a worker"
	}
	if a.target == "engine" {
		mode = "with the real engine"
	}
	if mode != d.mode {
		if d.worker != nil {
			d.worker.stop(d.t)
			d.worker = nil
		}
		if d.site != nil {
			if code := d.site.stop(d.t); code != 0 && code != exitCancelled {
				d.t.Errorf("told to stop, the site ended with %d", code)
			}
		}
		d.mode = mode
		d.start()
		if mode == "with a worker" {
			d.work()
		}
	}
	if n%20 == 0 {
		d.token = signIn(d.t, d.site, fmt.Sprintf("reporter%d", n))
	}
	if n == 0 {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		for i := range 2 {
			d.upload(ctx, 0, fmt.Sprintf("first-%d", i), d.murmur(8), (*caller).plain, func() {})
		}
		d.compare(ctx, 0)
	}
}

func (d *drill) start() {
	args := []string{"--listen", d.addr, "--shutdown-wait", "10s"}
	switch d.mode {
	case "with a worker":
		args = append(args, "--no-worker")
	case "with the real engine":
		tools, err := filepath.Abs(toolsDir)
		if err != nil {
			d.t.Fatal(err)
		}
		args = append(args, "--engine", "whisper", "--tools", tools)
	}
	d.site = serve(d.t, d.data, args...)
}

func (d *drill) work() {
	d.worker = launch(d.t, d.root, "work", "--data", d.data, "--engine", "script", "--worker", "beside")
}

// strike kills the target and starts again what does not do so by itself.
func (d *drill) strike(ctx context.Context, a attack) {
	switch a.target {
	case "server", "site":
		d.site.kill()
		d.start()
		d.pauses = append(d.pauses, d.site.took)
		if d.site.took > restartLimit {
			d.t.Errorf("the killed site took %v to answer again", d.site.took)
		}
		noOrphans(d.t, d.root, append([]int{d.site.pid()}, d.beside()...)...)
	case "worker":
		d.worker.kill()
		d.work()
		noOrphans(d.t, d.root, d.site.pid(), d.worker.pid())
	default:
		if !d.killChild(ctx, map[string]string{"s3": "s3-gateway", "sound": "decode-child", "engine": "python"}[a.target]) {
			return // it had done its work already
		}
	}
	d.kills[a.target+" in "+a.when]++
}

// beside is the process of the worker that runs beside the site, if one does.
func (d *drill) beside() []int {
	if d.worker == nil {
		return nil
	}
	return []int{d.worker.pid()}
}

// killChild kills a child of whoever does the work, and waits for a new one of
// those that are always there. It reports whether there was one to kill.
func (d *drill) killChild(ctx context.Context, word string) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	pid := 0
	if !soon(ctx, func() bool {
		pid = child(d.root, d.site.pid(), word)
		return pid != 0 || word == "decode-child" && d.quiet()
	}) || pid == 0 {
		return false
	}
	if err := kill9(pid); err != nil {
		return false
	}
	if word == "s3-gateway" {
		until(d.t, "the S3 server runs again", func() bool {
			p := child(d.root, d.site.pid(), word)
			return p != 0 && p != pid && ready200(d.site.site.URL)
		})
	}
	return true
}

// quiet tells that nothing waits for the worker any more.
func (d *drill) quiet() bool { return d.idle(context.Background()) == nil }

func (d *drill) caller(token string) *caller {
	return &caller{t: d.t, base: d.site.site.URL, token: token, http: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{}}}
}

// murmur makes a recording of its own.
func (d *drill) murmur(seconds float64) []int16 { return murmur(seconds, d.rnd.Uint64()) }

// clients are what goes on in a round.
func (d *drill) clients(ctx context.Context, n int, a attack, m *moment) []func() {
	name := func(s string) string { return fmt.Sprintf("%s-%d-%s", s, n, archive.NewKey()) }
	sent := func() { m.now("upload") }
	plain, tus := d.murmur(3+4*d.rnd.Float64()), d.murmur(5+3*d.rnd.Float64())
	fixSeed := d.rnd.Uint64()
	reading, stop := context.WithCancel(ctx)
	var busy sync.WaitGroup
	busy.Add(2)
	uploads := func(fn func()) func() {
		return func() {
			defer busy.Done()
			fn()
			m.now("transcription")
		}
	}
	first := func() { d.upload(ctx, n, name("plain"), plain, (*caller).plain, sent) }
	if a.target == "engine" {
		first = func() { d.keep(ctx, n, name("speech"), "", d.unlike(d.speech), (*caller).plain, sent) }
	}
	go func() {
		busy.Wait()
		stop()
	}()
	return []func(){
		uploads(first),
		uploads(func() { d.upload(ctx, n, name("tus"), tus, (*caller).tus, sent) }),
		func() { d.fixes(ctx, n, rand.New(rand.NewPCG(fixSeed, 1)), m) },
		func() { d.reports(ctx, n, rand.New(rand.NewPCG(fixSeed, 2)), m) },
		func() { d.readers(reading, a) },
	}
}

// unlike makes a file that differs in its bytes and says the same: what follows
// the sound of a WAV file is not sound.
func (d *drill) unlike(file []byte) []byte {
	return append(bytes.Clone(file), []byte(archive.NewKey())...)
}

type sending func(c *caller, ctx context.Context, file []byte, key string, part func()) (client.Interview, error)

// upload sends made-up sound, of which it is known what the script engine hears.
func (d *drill) upload(ctx context.Context, n int, key string, pcm []int16, how sending, part func()) {
	file := wav(pcm)
	heard, err := script.Steady(scriptPace).Recognise(ctx, bytes.NewReader(file[44:]), transcribe.Hint{}, nil)
	if err != nil {
		d.t.Error(err)
		return
	}
	var all []string
	for _, l := range heard.Lines {
		all = append(all, l.Text())
	}
	d.keep(ctx, n, key, strings.Join(all, " "), file, how, part)
}

// keep sends a recording and notes what became of it.
func (d *drill) keep(ctx context.Context, n int, key, heard string, file []byte, how sending, part func()) {
	if d.mode == "with the real engine" {
		heard = ""
	}
	sum := sha256.Sum256(file)
	e := entry{What: anUpload, Round: n, Key: key, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(file)), Heard: heard}
	d.ledger.note(e)
	iv, err := how(d.caller(d.token), ctx, file, key, part)
	if err != nil {
		d.t.Errorf("upload %s: %v", key, err)
		return
	}
	e.Acked, e.Interview = true, iv.ID
	d.ledger.note(e)
}

// readable picks an interview that anyone may read, and reads it.
func (d *drill) readable(ctx context.Context, rnd *rand.Rand, c *caller) (string, words) {
	var list struct {
		Interviews []struct {
			ID string `json:"id"`
		} `json:"interviews"`
	}
	var w words
	if err := c.call(ctx, http.MethodGet, "/interviews?state=published&limit=100", nil, &list); err != nil || len(list.Interviews) == 0 {
		d.t.Errorf("list interviews: %v (%d)", err, len(list.Interviews))
		return "", w
	}
	id := list.Interviews[rnd.IntN(len(list.Interviews))].ID
	if err := c.call(ctx, http.MethodGet, "/interviews/"+id+"/transcript", nil, &w); err != nil {
		d.t.Errorf("read %s: %v", id, err)
	}
	return id, w
}

// pick is a word of a transcript.
func (w words) pick(rnd *rand.Rand) (word int, ok bool) {
	var ids []int
	for _, l := range w.Lines {
		for _, x := range l.Words {
			ids = append(ids, x.ID)
		}
	}
	if len(ids) == 0 {
		return 0, false
	}
	return ids[rnd.IntN(len(ids))], true
}

// fixes corrects words as a reporter, one after the other.
func (d *drill) fixes(ctx context.Context, n int, rnd *rand.Rand, m *moment) {
	c := d.caller(d.token)
	for range 5 {
		id, w := d.readable(ctx, rnd, c)
		word, ok := w.pick(rnd)
		if !ok {
			continue
		}
		e := entry{What: aFix, Round: n, Key: archive.NewKey(), Interview: id, Text: "fix" + archive.NewKey()}
		d.ledger.note(e)
		m.now("fix")
		var out outcomeOf
		if err := c.call(ctx, http.MethodPost, "/interviews/"+id+"/changes", map[string]any{"against": w.Version, "first": word, "last": word, "text": e.Text, "key": e.Key}, &out); err != nil || !out.Applied {
			d.t.Errorf("fix %s of %s: %v (%+v)", e.Key, id, err, out)
			return
		}
		e.Acked, e.Version = true, out.Change.Version
		d.ledger.note(e)
		m.now("indexing")
	}
}

// reports says as a visitor what is wrong: twice as a report, once as a fix.
func (d *drill) reports(ctx context.Context, n int, rnd *rand.Rand, m *moment) {
	c := d.caller("")
	for i := range 3 {
		id, w := d.readable(ctx, rnd, c)
		word, ok := w.pick(rnd)
		if !ok {
			continue
		}
		e := entry{What: aReport, Round: n, Key: archive.NewKey(), Interview: id, Text: "said" + archive.NewKey(), Version: w.Version}
		d.ledger.note(e)
		m.now("fix")
		var r receiptOf
		var err error
		if i < 2 {
			err = c.call(ctx, http.MethodPost, "/interviews/"+id+"/reports", map[string]any{"version": w.Version, "first": word, "last": word, "reason": "wrong-word", "note": "I was there.", "fix": e.Text, "key": e.Key}, &r)
		} else {
			var out outcomeOf
			err = c.call(ctx, http.MethodPost, "/interviews/"+id+"/changes", map[string]any{"against": w.Version, "first": word, "last": word, "text": e.Text, "key": e.Key}, &out)
			if out.Receipt != nil {
				r = *out.Receipt
			}
		}
		if err != nil || r.Receipt == "" {
			d.t.Errorf("report %s of %s: %v", e.Key, id, err)
			return
		}
		e.Acked, e.Receipt = true, r.Receipt
		d.ledger.note(e)
	}
}

// readers read and search all the while. Where the site itself lives, nothing
// that happens to its helpers may keep a page from them.
func (d *drill) readers(ctx context.Context, a attack) {
	c := d.caller("")
	pages := []string{"/", "/interviews", "/api/v1/search?q=" + url.QueryEscape("canal towpath"), "/search?q=mill"}
	for i := 0; ctx.Err() == nil; i++ {
		page := pages[i%len(pages)]
		_, _, err := c.once(ctx, http.MethodGet, page, nil, nil)
		if err != nil && ctx.Err() == nil && a.target != "server" && a.target != "site" {
			d.t.Errorf("while the %s was killed, a reader of %s got: %v", a.target, page, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond): // people read
		}
	}
}
