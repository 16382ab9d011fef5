package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"earshot/archive"
)

// compare holds the site against the ledger once nothing is under way any more.
func (d *drill) compare(ctx context.Context, n int) {
	d.t.Helper()
	p, err := besideParts(ctx, d.site)
	if err != nil {
		d.t.Fatalf("open beside the site: %v", err)
	}
	defer p.close()
	d.settle(ctx, p)
	d.compareUploads(ctx, p)
	d.compareFixes(ctx, p)
	d.compareReports(ctx, p)
	d.compareMirror(ctx, p)
	d.findable(ctx, p, n)
	if o := earshot(d.t, "check", "--data", d.data); o.code != 0 {
		d.t.Errorf("earshot check ends with %d: %s%s", o.code, o.stdout, o.stderr)
	}
}

// besideParts opens the database and the bucket of a running site once more, as
// earshot check does.
func besideParts(ctx context.Context, r *running) (*parts, error) {
	return (&Config{Data: r.data, S3Region: "us-east-1", S3Bucket: "earshot", S3Checksums: true, LogLevel: "error"}).openParts(ctx, &r.site)
}

// settle waits until every job is done and the index has seen every change.
func (d *drill) settle(ctx context.Context, p *parts) {
	d.t.Helper()
	var why error
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if !soon(ctx, func() bool { why = d.idleIn(ctx, p); return why == nil }) {
		d.t.Fatalf("the site does not come to rest: %v", why)
	}
}

// idle is settle's question, asked once.
func (d *drill) idle(ctx context.Context) error {
	p, err := besideParts(ctx, d.site)
	if err != nil {
		return err
	}
	defer p.close()
	return d.idleIn(ctx, p)
}

func (d *drill) idleIn(ctx context.Context, p *parts) error {
	counts, err := p.archive.Counts(ctx)
	if err != nil {
		return err
	}
	for kind, states := range counts.Jobs {
		if states[archive.JobWaiting]+states[archive.JobRunning] > 0 {
			return fmt.Errorf("%s jobs: %v", kind, states)
		}
	}
	var at position
	if err := d.site.site.ask(ctx, http.MethodGet, "position", &at); err != nil {
		return err
	}
	if at.At != at.Last {
		return fmt.Errorf("the index is at %d of %d", at.At, at.Last)
	}
	return nil
}

// compareUploads: every acknowledged recording is there as it was sent, in words
// that anyone can read, and nothing is there that nobody sent (I1, I3).
func (d *drill) compareUploads(ctx context.Context, p *parts) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(d.data, "earshot.db")+"?mode=ro")
	if err != nil {
		d.t.Fatal(err)
	}
	defer db.Close()
	acked := map[string]bool{}
	for _, e := range d.ledger.read(anUpload, true) {
		acked[e.Interview] = true
		iv, _, err := p.archive.Interview(ctx, archive.System, e.Interview)
		if err != nil {
			d.t.Errorf("LOST upload %s of round %d: %v", e.Key, e.Round, err)
			continue
		}
		if iv.Recording.SHA256 != e.SHA256 || iv.Recording.Size != e.Size {
			d.t.Errorf("upload %s has %d bytes with %.12s, sent were %d with %.12s", e.Key, iv.Recording.Size, iv.Recording.SHA256, e.Size, e.SHA256)
		}
		if iv.State != archive.Published || iv.Agreement.By == "" || iv.Agreement.At.IsZero() {
			d.t.Errorf("upload %s is %s (%s), agreed to by %q", e.Key, iv.State, iv.Reason, iv.Agreement.By)
			continue
		}
		if iv.ListeningCopy.Key == "" {
			d.t.Errorf("upload %s cannot be heard", e.Key)
		}
		d.compareHeard(ctx, p, e)
		var recognitions, chunks int
		err = db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM recognition WHERE interview = $1), (SELECT count(*) FROM chunk WHERE interview = $1)`, iv.ID).Scan(&recognitions, &chunks)
		if err != nil || recognitions != 1 || chunks != 0 {
			d.t.Errorf("upload %s was recognised %d times and has %d chunks left: %v", e.Key, recognitions, chunks, err)
		}
	}
	sent := d.ledger.texts(anUpload)
	for _, iv := range d.interviews(ctx, p) {
		_, key, _ := strings.Cut(iv.Title, " ")
		if !acked[iv.ID] || !sent[key] {
			d.t.Errorf("interview %s (%s) is there though nobody was told of it", iv.ID, iv.Title)
		}
	}
}

// compareHeard: a run that was interrupted hears what an uninterrupted one does.
func (d *drill) compareHeard(ctx context.Context, p *parts, e entry) {
	r, err := p.archive.Read(ctx, archive.System, e.Interview, 0)
	if err != nil {
		d.t.Errorf("upload %s cannot be read: %v", e.Key, err)
		return
	}
	var lines []string
	for _, l := range r.Transcript.Lines {
		lines = append(lines, l.Text())
	}
	got := strings.Join(lines, " ")
	switch {
	case e.Heard != "" && got != e.Heard:
		d.t.Errorf("upload %s says %q, an uninterrupted run %q", e.Key, got, e.Heard)
	case strings.HasPrefix(e.Key, "speech-") && !strings.Contains(got, "country"):
		d.t.Errorf("upload %s says %q", e.Key, got)
	}
}

func (d *drill) interviews(ctx context.Context, p *parts) (all []*archive.Interview) {
	q := archive.InterviewQuery{Limit: 200}
	for {
		page, err := p.archive.Explore(ctx, archive.System, q)
		if err != nil {
			d.t.Fatal(err)
		}
		all = append(all, page...)
		if len(page) < q.Limit {
			return all
		}
		q.Before = page[len(page)-1].ID
	}
}

// compareFixes: every acknowledged fix is one entry of the journal, every entry
// was sent, and no journal has a gap (I2).
func (d *drill) compareFixes(ctx context.Context, p *parts) {
	there, sent, keys := map[string]int{}, d.ledger.texts(aFix), map[string]bool{}
	for _, iv := range d.interviews(ctx, p) {
		_, _, changes, err := p.archive.History(ctx, archive.System, iv.ID)
		if err != nil {
			d.t.Errorf("history of %s: %v", iv.ID, err)
		}
		slices.SortFunc(changes, func(a, b *archive.Change) int { return a.Version - b.Version })
		for i, c := range changes {
			if c.Version != i+1 {
				d.t.Errorf("entry %d in the journal of %s has version %d", i+1, iv.ID, c.Version)
			}
			text := ""
			if len(c.Edits) == 1 && len(c.Edits[0].Words) == 1 {
				text = c.Edits[0].Words[0].Text
			}
			if there[text] != 0 || keys[c.Key] || !sent[text] {
				d.t.Errorf("the journal of %s has an entry that was sent once or never: %+v", iv.ID, c)
			}
			there[text], keys[c.Key] = c.Version, true
		}
		if len(changes) != iv.Version {
			d.t.Errorf("interview %s is at version %d with %d changes", iv.ID, iv.Version, len(changes))
		}
	}
	for _, e := range d.ledger.read(aFix, true) {
		if got := there[e.Text]; got != e.Version {
			d.t.Errorf("LOST or changed fix %s of round %d: it made version %d, acknowledged was %d", e.Key, e.Round, got, e.Version)
		}
	}
}

// compareReports: every acknowledged report is there once, and its receipt opens
// for anyone who holds it (I2).
func (d *drill) compareReports(ctx context.Context, p *parts) {
	times, sent := map[string]int{}, d.ledger.texts(aReport)
	err := p.store.View(ctx, func(tx archive.Tx) error {
		clear(times)
		q := archive.ReportQuery{Limit: 500}
		for {
			page, err := tx.Reports(q)
			if err != nil {
				return err
			}
			for _, r := range page {
				times[r.Fix]++
			}
			if len(page) < q.Limit {
				return nil
			}
			q.After = page[len(page)-1].ID
		}
	})
	if err != nil {
		d.t.Fatal(err)
	}
	for text, n := range times {
		if n != 1 || !sent[text] {
			d.t.Errorf("the report that says %s is there %d times (sent: %t)", text, n, sent[text])
		}
	}
	c := d.caller("")
	for _, e := range d.ledger.read(aReport, true) {
		var r receiptOf
		if err := c.call(ctx, http.MethodGet, "/receipts/"+e.Receipt, nil, &r); err != nil || r.Report.Fix != e.Text || r.Report.Interview != e.Interview {
			d.t.Errorf("LOST or changed report %s of round %d: %+v, %v", e.Key, e.Round, r.Report, err)
		}
	}
}

// compareMirror: the bucket says of each interview what the database does, so
// that the one can be rebuilt from the other.
func (d *drill) compareMirror(ctx context.Context, p *parts) {
	records := 0
	err := p.archive.VerifyRecords(ctx, func(_, key string, err error) {
		if records++; err != nil {
			d.t.Errorf("record %s: %v", key, err)
		}
	})
	if err != nil || records == 0 {
		d.t.Errorf("%d records compared: %v", records, err)
	}
}

// findable: a search finds each fix of the round that still stands (I4).
func (d *drill) findable(ctx context.Context, p *parts, round int) {
	for _, e := range d.ledger.read(aFix, true) {
		if e.Round != round {
			continue
		}
		r, err := p.archive.Read(ctx, archive.System, e.Interview, -1)
		if err != nil {
			d.t.Errorf("read %s: %v", e.Interview, err)
			continue
		}
		stands := slices.ContainsFunc(r.Transcript.Lines, func(l archive.Line) bool { return strings.Contains(l.Text(), e.Text) })
		found, err := d.site.client().Search(ctx, e.Text, 0, "")
		if err != nil || (found.Total > 0) != stands {
			d.t.Errorf("a search for fix %s finds %d passages; it stands in the text: %t; %v", e.Key, found.Total, stands, err)
		}
	}
}

// leaveClean stops the site softly and looks for what was left lying about (I6).
func (d *drill) leaveClean() {
	d.t.Helper()
	if d.worker != nil {
		d.worker.stop(d.t)
	}
	d.site.stop(d.t)
	d.mode, d.worker = "alone", nil
	d.start() // what a killed site left, the next one sweeps
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	p, err := besideParts(ctx, d.site)
	if err != nil {
		d.t.Fatal(err)
	}
	defer p.close()
	var left []string
	if !soon(ctx, func() bool {
		left = nil
		err := p.bucket.List(ctx, "work/", func(b archive.Blob) error { left = append(left, b.Key); return nil })
		return err == nil && len(left) == 0
	}) {
		d.t.Errorf("chunks of sound stay in the bucket: %v", left)
	}
	d.noFiles("tmp", func(string) bool { return false })
	// An upload that nobody took up again may wait; a form's file may not.
	d.noFiles("spool", func(name string) bool { return !strings.HasPrefix(name, "form-") })
	if code := d.site.stop(d.t); code != 0 && code != exitCancelled {
		d.t.Errorf("told to stop, the site ended with %d", code)
	}
	noOrphans(d.t, d.root)
	if _, err := os.Stat((&Config{Data: d.data}).siteFile()); !errors.Is(err, os.ErrNotExist) {
		d.t.Errorf("a stopped site left its address: %v", err)
	}
}

// noFiles fails for files in a folder of the data that may not be there.
func (d *drill) noFiles(folder string, may func(name string) bool) {
	err := filepath.WalkDir(filepath.Join(d.data, folder), func(path string, f os.DirEntry, err error) error {
		if err != nil || f.IsDir() {
			return err
		}
		info, err := f.Info()
		if err == nil && !may(f.Name()) {
			d.t.Errorf("%s stays behind (%d bytes, of %s)", path, info.Size(), info.ModTime().Format(time.TimeOnly))
		}
		return nil
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		d.t.Error(err)
	}
}
