package archive_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"earshot/archive"
)

// TestRecordsOfOthersAreNotTaken: a record that says it belongs elsewhere is
// damage, told as such, and puts nothing back; the other interview is whole.
func TestRecordsOfOthersAreNotTaken(t *testing.T) {
	h := ownHouse(t)
	good, bad := h.told("we did lifting spaces"), h.told("we had lifting spaces")
	for _, iv := range []*archive.Interview{good, bad} {
		must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 3, Text: "listening"}))(t)
		must(h.Vote(h.ctx, h.ann, archive.Ballot{Interview: iv.ID, Version: 1, Line: 1, Verdict: archive.Right}))(t)
		rep, _, err := h.Report(h.ctx, h.ann, archive.Complaint{Interview: iv.ID, Version: 1, First: 1, Last: 1, Reason: archive.WrongWord})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Join(h.ctx, h.ben, rep.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
	h.mirrored(good, bad)
	folder := "interviews/" + bad.ID + "/"
	for name, spoil := range map[string]struct {
		record string
		change func(entry map[string]any)
	}{
		"a version":    {"journal.jsonl", func(e map[string]any) { e["interview"] = good.ID }},
		"a vote":       {"votes.jsonl", func(e map[string]any) { e["interview"] = good.ID }},
		"a report":     {"reports.jsonl", func(e map[string]any) { e["interview"] = good.ID }},
		"a join":       {"reports.jsonl", func(e map[string]any) { e["joins"] = []any{map[string]any{"receipt_sha256": "x"}} }},
		"the facts":    {"interview.json", func(e map[string]any) { e["id"] = good.ID }},
		"no such kind": {"journal.jsonl", func(e map[string]any) { e["version"] = "one" }},
	} {
		t.Run(name, func(t *testing.T) {
			right := h.object(folder + spoil.record)
			if right == "" {
				t.Fatalf("there is no %s", spoil.record)
			}
			first, rest, _ := strings.Cut(right, "\n")
			if spoil.record == "interview.json" {
				first, rest = right, ""
			}
			var entry map[string]any
			if err := json.Unmarshal([]byte(first), &entry); err != nil {
				t.Fatal(err)
			}
			spoil.change(entry)
			b, err := json.Marshal(entry)
			if err != nil {
				t.Fatal(err)
			}
			if err := put(h.ctx, folder+spoil.record, string(b)+"\n"+rest); err != nil {
				t.Fatal(err)
			}
			n := h.afterTheFire()
			done, wrong := n.rebuild()
			if done.Interviews != 1 || done.Damaged != 1 || wrong[good.ID] != nil || !errors.Is(wrong[bad.ID], archive.ErrDamaged) {
				t.Errorf("%+v, %v", done, wrong)
			}
			if _, _, err := n.Interview(n.ctx, archive.System, bad.ID); !errors.Is(err, archive.ErrNotFound) {
				t.Errorf("half an interview was put back: %v", err)
			}
			if got := n.reads(n.ann, good.ID, -1); got != "we did listening spaces\n" {
				t.Errorf("the other one says %q", got)
			}
			if err := put(h.ctx, folder+spoil.record, right); err != nil {
				t.Fatal(err)
			}
		})
	}
	n := h.afterTheFire()
	if done, wrong := n.rebuild(); done.Interviews != 2 || done.Damaged != 0 {
		t.Errorf("mended, it is %+v, %v", done, wrong)
	}
}
