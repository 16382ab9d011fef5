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
	"strings"
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

// question is one search, in the words of each system.
type question struct {
	q      string // of ours
	fts    string // FTS5's MATCH
	pg     string // to_tsquery
	years  *[2]int
	facets bool
}

// class is questions of one kind.
type class struct {
	name   string
	make   func(n int) question
	sense  sense
	target float64 // how many times faster than FTS5 at the middle
}

func words(n ...int) []string {
	out := make([]string, len(n))
	for i, k := range n {
		out[i] = spell(uint64(k))
	}
	return out
}

// The words are chosen by how common they are: of a million passages some 50,000
// hold a common one, some 10,000 one of three, some hundreds a term.
var classes = []class{
	{name: "term", make: func(n int) question {
		w := spell(uint64(300 + n*97%9000))
		return question{q: w, fts: w, pg: w}
	}},
	{name: "common word", make: func(n int) question {
		w := spell(uint64(15 + n%12))
		return question{q: w, fts: w, pg: w}
	}},
	{name: "two words", make: func(n int) question {
		w := words(n%60, 60+n*7%400)
		return question{q: strings.Join(w, " "), fts: strings.Join(w, " "), pg: strings.Join(w, " & ")}
	}},
	{name: "three words, any of them", sense: atLeast, target: 5, make: func(n int) question {
		w := words(100+n*7%200, 250+n*11%300, 500+n*13%400)
		return question{q: "(" + strings.Join(w, " OR ") + ")", fts: strings.Join(w, " OR "), pg: strings.Join(w, " | ")}
	}},
	{name: "phrase of two", make: func(n int) question {
		k := 3 + n*13%1900
		w := words(k, k*31%2000)
		return question{q: `"` + strings.Join(w, " ") + `"`, fts: `"` + strings.Join(w, " ") + `"`, pg: strings.Join(w, " <-> ")}
	}},
	{name: "near, within 5", make: func(n int) question {
		w := words(n%60, 60+n*7%400)
		return question{q: `"` + strings.Join(w, " ") + `"~5`, fts: "NEAR(" + strings.Join(w, " ") + ", 4)", pg: nearTS(w[0], w[1])}
	}},
	{name: "beginning of four letters", make: func(n int) question {
		w := spell(uint64(1 + n*31%4000))[:4]
		return question{q: w + "*", fts: w + "*", pg: w + ":*"}
	}},
	{name: "filtered, counted, marked", make: func(n int) question {
		w := words(100+n*7%200, 300+n*11%500)
		from := 1995 + n%15
		return question{q: fmt.Sprintf("(%s) from:%d to:%d", strings.Join(w, " OR "), from, from+8), fts: strings.Join(w, " OR "), pg: strings.Join(w, " | "),
			years: &[2]int{from, from + 8}, facets: true}
	}},
}

// nearTS is "a and b within five words" for PostgreSQL, which knows exact
// distances only.
func nearTS(a, b string) string {
	var all []string
	for d := 1; d <= 5; d++ {
		all = append(all, fmt.Sprintf("(%s <%d> %s)", a, d, b), fmt.Sprintf("(%s <%d> %s)", b, d, a))
	}
	return strings.Join(all, " | ")
}

// askAll asks every question of every class of all in turn.
func (s *searching) askAll(ctx context.Context) error {
	for _, c := range classes {
		say("  asking: %s", c.name)
		var ours, fts, pg times
		totals, same := 0, 0
		for n := range s.questions {
			q := c.make(n)
			took, total, err := s.ask(ctx, q.q, q.facets)
			if err != nil {
				return err
			}
			theirs, err := s.fts.do(order{Do: "ask", Match: q.fts, Years: q.years, Facets: q.facets})
			if err != nil {
				return fmt.Errorf("FTS5, %s: %w", q.fts, err)
			}
			ours.add(took)
			fts = append(fts, theirs.Seconds)
			totals++
			if diff := float64(total - theirs.Total); diff <= 0.02*float64(theirs.Total)+2 && -diff <= 0.02*float64(theirs.Total)+2 {
				same++
			}
			if s.pg != nil {
				p, err := s.pg.ask(q)
				if err != nil {
					return err
				}
				pg = append(pg, p.Seconds)
			}
		}
		s.rows = append(s.rows, c.row(ours, fts, pg, fmt.Sprintf("%d of %d totals as FTS5 counts", same, totals)))
		if c.name == "three words, any of them" {
			s.rows = append(s.rows, row{what: "search, three words, p99", value: ours.at(99) * 1000, unit: " ms", target: 30, sense: atMost, measured: "over HTTP, with marks"})
		}
		if strings.HasPrefix(c.name, "filtered") {
			s.rows = append(s.rows, row{what: "search, filtered and counted, p50", value: ours.at(50) * 1000, unit: " ms", target: 6, sense: atMost, measured: "over HTTP, with marks and counts"})
		}
	}
	return nil
}

// row compares the middle with the faster of the peers, or with FTS5 where a
// class has a target of its own.
func (c class) row(ours, fts, pg times, note string) row {
	all := func(name string, t times) string {
		if len(t) == 0 {
			return name + " not installed"
		}
		return fmt.Sprintf("%s %s / %s / %s", name, ms(t.at(50)), ms(t.at(95)), ms(t.at(99)))
	}
	peer, target, against := fts.at(50), cmp.Or(c.target, 1), "FTS5"
	if c.target == 0 && len(pg) > 0 && pg.at(50) < peer {
		peer, against = pg.at(50), "PostgreSQL"
	}
	return row{what: "search, " + c.name, value: peer / ours.at(50), unit: " x " + against, target: target, sense: atLeast,
		measured: all("p50 / p95 / p99 ours", ours) + "; " + all("FTS5", fts) + "; " + all("PostgreSQL", pg), notes: []string{note}}
}
