package archive_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// runMirrors writes the records of whatever waits to be written, as the worker
// would, and nothing else: what nobody queued is not in the bucket.
func (h *house) runMirrors() {
	h.t.Helper()
	var jobs []archive.Job
	err := h.store.View(h.ctx, func(tx archive.Tx) (err error) {
		jobs, err = tx.Jobs()
		return err
	})
	for _, j := range jobs {
		if j.Kind == archive.JobMirror {
			err = errors.Join(err, h.MirrorInterview(h.ctx, j.Interview))
		}
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// TestEverythingPeopleDidIsRebuilt does every deed there is, loses the store, and
// rebuilds it from what the worker was asked to write.
func TestEverythingPeopleDidIsRebuilt(t *testing.T) {
	h := ownHouse(t)
	for _, d := range deeds {
		_, do := d.ready(h)
		if err := do(archive.NewKey()); err != nil {
			t.Fatalf("%s: %v", d.name, err)
		}
	}
	_, samples := h.sampled()
	must(h.heardIn(h.ann, samples[0], mended))(t)
	h.runMirrors()
	n := h.afterTheFire()
	if done, wrong := n.rebuild(); done.Damaged > 0 {
		t.Fatalf("damaged: %v", wrong)
	}
	before := h.rows()
	if d := cmp.Diff(before, n.rows()); d != "" {
		t.Errorf("rows of each table (-before +after):\n%s", d)
	}
	for table, rows := range before {
		if rows == 0 {
			t.Errorf("no deed fills the table %s, so nothing is known of its rebuilding", table)
		}
	}
	all := must(h.Explore(h.ctx, archive.System, archive.InterviewQuery{Limit: 200}))(t)
	if len(all) < len(deeds) {
		t.Fatalf("only %d interviews", len(all))
	}
	for _, iv := range all {
		if d := cmp.Diff(h.outlook(iv.ID), n.outlook(iv.ID)); d != "" {
			t.Errorf("%s interview %s (-before +after):\n%s", iv.State, iv.ID, d)
		}
	}
	for _, v := range []archive.Viewer{h.reporter, h.ann} {
		if d := cmp.Diff(must(h.Themes(h.ctx, v))(t), must(n.Themes(n.ctx, v))(t)); d != "" {
			t.Errorf("themes (-before +after):\n%s", d)
		}
	}
}

// outlook is what an interview looks like to a visitor and to its reporter: every
// version, what they may do, and what people say of it.
func (h *house) outlook(id string) []string {
	h.t.Helper()
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for name, v := range map[string]archive.Viewer{"visitor": h.ann, "reporter": h.reporter, "custodian": h.custodian} {
		iv, may, err := h.Interview(h.ctx, v, id)
		if err != nil {
			add("%s: %v", name, err)
			continue
		}
		if iv.State == archive.Queued || iv.State == archive.Received {
			continue // it begins anew
		}
		add("%s: %s %q %+v protected %v hidden %v removed %v", name, iv.State, iv.Title, may, iv.Protected != nil, len(iv.Hidden), iv.Removed)
		for version := range iv.Version + 1 {
			r, err := h.Read(h.ctx, v, id, version)
			if err != nil {
				add("%s version %d: %v", name, version, err)
				continue
			}
			var text strings.Builder
			for _, l := range r.Transcript.Lines {
				text.WriteString(l.Speaker + ": " + l.Text() + "\n")
			}
			add("%s version %d: %s", name, version, text.String())
		}
		proposals, err := h.Proposals(h.ctx, v, id)
		for _, p := range proposals {
			add("%s proposal %d: %q for %q by %s", name, p.ID, p.Fix, p.Quote, p.By.Visitor)
		}
		checks, err2 := h.Checks(h.ctx, v, id)
		add("%s checks: %v %v %v", name, checks.Lines, err, err2)
	}
	slices.Sort(lines)
	return lines
}
