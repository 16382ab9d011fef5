package main

import (
	"bufio"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

//go:embed peers.py
var peersScript []byte

// child is a process that answers orders.
type child struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func startChild(ctx context.Context, name string, args ...string) (*child, error) {
	c := &child{cmd: exec.CommandContext(ctx, name, args...)}
	c.cmd.Stderr = os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	c.out = bufio.NewScanner(out)
	c.out.Buffer(nil, 1<<20)
	return c, c.cmd.Start()
}

// read reads one answer.
func (c *child) read() (r report, err error) {
	if !c.out.Scan() {
		return r, cmp.Or(c.out.Err(), io.ErrUnexpectedEOF)
	}
	if err := json.Unmarshal(c.out.Bytes(), &r); err != nil {
		return r, fmt.Errorf("%s answered %q: %w", c.cmd.Path, c.out.Text(), err)
	}
	if r.Error != "" {
		return r, errors.New(r.Error)
	}
	return r, nil
}

func (c *child) do(o order) (report, error) {
	if err := json.NewEncoder(c.in).Encode(o); err != nil {
		return report{}, err
	}
	return c.read()
}

func (c *child) stop() error { return errors.Join(c.in.Close(), c.cmd.Wait()) }

// searching measures search at the size of the corpus, beside its peers.
type searching struct {
	*bench
	corpus *corpus
	site   *child
	url    string
	fts    *child
	pg     *postgres // nil where Debian's PostgreSQL is not installed
	http   http.Client
}

// benchSearch builds the corpus into the site's index and into each peer, and
// asks all of them the same questions in turn.
func benchSearch(ctx context.Context, b *bench) (err error) {
	s := &searching{bench: b, corpus: newCorpus(max(1, b.passages/passagesEach))}
	dir := filepath.Join(b.temp, "search")
	if err := os.MkdirAll(dir, 0o755); err != nil { // PostgreSQL reads it as another person
		return err
	}
	text, err := s.writeCorpus(dir)
	if err != nil {
		return err
	}
	say("  %d passages, %s of text", s.corpus.interviews*passagesEach, mib(text))
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if s.site, err = startChild(ctx, self, "search-site", dir, fmt.Sprint(s.corpus.interviews)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.site.stop()) }()
	hello, err := s.site.read()
	if err != nil {
		return err
	}
	s.url = hello.URL
	if err := s.startPeers(ctx, dir); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.fts.stop(), s.pg.stop()) }()
	if err := s.build(ctx); err != nil {
		return err
	}
	if err := s.askAll(ctx); err != nil {
		return err
	}
	return s.fixUnderLoad(ctx)
}

func (s *searching) writeCorpus(dir string) (text int64, err error) {
	f, err := os.Create(filepath.Join(dir, "passages.tsv"))
	if err != nil {
		return 0, err
	}
	text, err = s.corpus.write(f)
	return text, errors.Join(err, f.Close())
}

func (s *searching) startPeers(ctx context.Context, dir string) (err error) {
	script := filepath.Join(dir, "peers.py")
	if err := os.WriteFile(script, peersScript, 0o600); err != nil {
		return err
	}
	if s.fts, err = startChild(ctx, s.python, script, dir); err != nil {
		return err
	}
	s.pg, err = startPostgres(ctx, dir)
	return err
}

// build builds all three, the site's while it is searched.
func (s *searching) build(ctx context.Context) error {
	say("  building the index")
	asked, end := s.searchMeanwhile(ctx)
	ours, err := s.site.do(order{Do: "build"})
	close(end)
	meanwhile := <-asked
	if err != nil {
		return err
	}
	say("  building SQLite FTS5")
	fts, err := s.fts.do(order{Do: "build"})
	if err != nil {
		return err
	}
	var pg report
	if s.pg != nil {
		say("  building PostgreSQL")
		if pg, err = s.pg.build(); err != nil {
			return err
		}
	}
	m, err := memoryOf(s.site.cmd.Process.Pid)
	if err != nil {
		return err
	}
	// Targets are for a million passages.
	part := float64(s.corpus.interviews*passagesEach) / 1e6
	s.rows = append(s.rows,
		row{what: "index built", value: ours.Seconds, unit: " s", target: 45 * part, sense: atMost,
			measured: fmt.Sprintf("FTS5 %s s, PostgreSQL %s s; searched meanwhile p99 %s", number(fts.Seconds), number(pg.Seconds), ms(meanwhile.at(99)))},
		row{what: "index on disk", value: float64(ours.Bytes) / 1e6, unit: " MB", target: 360 * part, sense: atMost,
			measured: fmt.Sprintf("FTS5 %s MB, PostgreSQL %s MB", number(float64(fts.Bytes)/1e6), number(float64(pg.Bytes)/1e6))},
		row{what: "memory while building, own peak", value: float64(m.peak) / 1e6, unit: " MB", sense: record,
			measured: fmt.Sprintf("own %s, of mapped files %s", mib(m.own), mib(m.files))})
	return nil
}

// searchMeanwhile searches ten times a second until end is closed.
func (s *searching) searchMeanwhile(ctx context.Context) (<-chan times, chan struct{}) {
	out, end := make(chan times, 1), make(chan struct{})
	go func() {
		var t times
		defer func() { out <- t }()
		for n := 0; ; n++ {
			select {
			case <-end:
				return
			case <-ctx.Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
			if took, _, err := s.ask(ctx, spell(uint64(n%400)), false); err == nil {
				t.add(took)
			}
		}
	}()
	return out, end
}

// ask asks the site over HTTP for a page of hits with their marks.
func (s *searching) ask(ctx context.Context, q string, facets bool) (time.Duration, int, error) {
	v := url.Values{"q": {q}, "limit": {"20"}}
	if facets {
		v.Set("facets", "true")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/v1/search?"+v.Encode(), nil)
	if err != nil {
		return 0, 0, err
	}
	req.Header.Set("Authorization", "Bearer "+searchToken)
	began := time.Now()
	resp, err := s.http.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	took := time.Since(began)
	if err != nil {
		return 0, 0, err
	}
	var out struct {
		Total int `json:"total"`
	}
	if resp.StatusCode != http.StatusOK {
		return 0, 0, fmt.Errorf("search for %s: %s: %s", q, resp.Status, body)
	}
	return took, out.Total, json.Unmarshal(body, &out)
}

// readers is how many search at the same time while fixes are made.
const readers = 20

// fixUnderLoad times fixes while readers search as fast as a person reads.
func (s *searching) fixUnderLoad(ctx context.Context) error {
	say("  fixing under load")
	reading, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	for r := range readers {
		wg.Go(func() {
			for n := 0; reading.Err() == nil; n++ {
				// A search that was refused or cut off is load as well.
				_, _, _ = s.ask(reading, spell(uint64((r*53+n)%3000)), false)
				select {
				case <-reading.Done():
				case <-time.After(time.Second):
				}
			}
		})
	}
	r, err := s.site.do(order{Do: "fix", N: s.fixes * 5})
	stop()
	wg.Wait()
	if err != nil {
		return err
	}
	m, err := memoryOf(s.site.cmd.Process.Pid)
	if err != nil {
		return err
	}
	t := times(r.Times)
	s.rows = append(s.rows,
		row{what: "fix → findable in the index, p99", value: t.at(99) * 1000, unit: " ms", target: 25, sense: atMost,
			measured: fmt.Sprintf("p50 %s, p95 %s, %d readers", ms(t.at(50)), ms(t.at(95)), readers)},
		row{what: "memory of the searching site", value: float64(m.now) / 1e6, unit: " MB", target: 400, sense: atMost,
			measured: fmt.Sprintf("own %s, of mapped files %s", mib(m.own), mib(m.files))})
	return nil
}
