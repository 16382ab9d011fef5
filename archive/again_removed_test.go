package archive_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"earshot/archive"
)

// TestWordsWrittenBesideRemovedOnes: what people write next to words that were
// removed does not bring these back when the sound is heard anew, in no version,
// no history and no report.
func TestWordsWrittenBesideRemovedOnes(t *testing.T) {
	for name, later := range map[string]struct{ text, anew string }{
		"nothing beside":  {"", "my dear neighbour Zebedee Quill said so"},
		"a word behind":   {"my neighbour [removed] indeed said so", "my dear neighbour Zebedee Quill said so"},
		"a word in front": {"my neighbour old [removed] said so", "my dear neighbour Zebedee Quill said so"},
		"both neighbours": {"my friend [removed] told so", "my neighbour Zebedee Quill said so"},
		"heard otherwise": {"my neighbour [removed] indeed said so", "my dear neighbour Zebedy Quill said so"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			iv := h.told("my neighbour Zebedee Quill said so")
			must(h.Fix(h.ctx, h.reporter, archive.Fix{Interview: iv.ID, First: 3, Last: 4, Kind: archive.Removal, Note: "asked us to"}))(t)
			if later.text != "" {
				must(h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: 1, Line: 1, Text: later.text}))(t)
			}
			h.again(iv, later.anew)
			now := must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
			unsaid := func(where, text string) {
				t.Helper()
				if strings.Contains(text, "Zebed") || strings.Contains(text, "Quill") {
					t.Errorf("%s says %q", where, text)
				}
			}
			for v := range now.Version + 1 {
				unsaid("a version", h.reads(h.ann, iv.ID, v))
			}
			newest := h.reads(h.reporter, iv.ID, -1)
			unsaid("the newest text", newest)
			if !strings.Contains(newest, archive.RemovedText) {
				t.Errorf("the newest text is %q", newest)
			}
			_, _, changes, err := h.History(h.ctx, h.ann, iv.ID)
			if err != nil {
				t.Fatal(err)
			}
			told, err := json.Marshal(changes)
			if err != nil {
				t.Fatal(err)
			}
			unsaid("the public history", string(told))
			said, err := h.Said(h.ctx, iv.ID, 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range said {
				unsaid("what was said", s.Before+" "+s.Now+" "+s.Report.Quote)
			}
		})
	}
}

// TestRemovedWordsNeverComeBack lets people fix lines, remove a name and have the
// sound heard anew in any order, and reads every version as the public does.
func TestRemovedWordsNeverComeBack(t *testing.T) {
	h := newHouse(t)
	for n := range 20 {
		draw := rand.New(rand.NewPCG(7, uint64(n)))
		iv := must(h.upload(archive.Intake{Title: "A talk", Agreed: true, PublishWhenReady: true}, fmt.Sprint(n)))(t)
		heard := []string{"my neighbour Zebedee Quill said so", "we did lifting spaces with Zebedee", "all of the day"}
		h.recognise(iv, heard...)
		did := []string{}
		removed := false
		for step := range 6 {
			now := must(h.Read(h.ctx, h.reporter, iv.ID, -1))(t).Transcript
			l := now.Lines[draw.IntN(len(now.Lines))]
			switch kind := draw.IntN(4); {
			case step == 2 || kind == 0: // the name goes, wherever it stands
				for _, l := range now.Lines {
					for _, w := range l.Words {
						if w.Text == "Zebedee" || w.Text == "Quill" {
							at := must3(h.Interview(h.ctx, archive.System, iv.ID))(t).Version
							must(h.Fix(h.ctx, h.custodian, archive.Fix{Interview: iv.ID, Against: at, First: w.ID, Last: w.ID, Kind: archive.Removal, Note: "asked us to"}))(t)
						}
					}
				}
				did, removed = append(did, "removed"), true
			case kind == 1 && len(l.Words) > 0:
				words := strings.Fields(l.Text())
				i := draw.IntN(len(words) + 1)
				text := strings.Join(slices.Insert(words, i, []string{"dear", "old", "indeed"}[draw.IntN(3)]), " ")
				_, err := h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: now.Version, Line: l.ID, Text: text})
				did = append(did, fmt.Sprintf("wrote %q (%v)", text, err))
			case kind == 2 && len(l.Words) > 1:
				if w := l.Words[draw.IntN(len(l.Words))]; !slices.Contains([]string{"Zebedee", "Quill", archive.RemovedText}, w.Text) {
					_, err := h.Fix(h.ctx, h.other, archive.Fix{Interview: iv.ID, Against: now.Version, First: w.ID, Last: w.ID, Text: "other"})
					did = append(did, fmt.Sprintf("changed %q (%v)", w.Text, err))
				}
			default:
				i := draw.IntN(len(heard))
				words := strings.Fields(heard[i])
				if at := draw.IntN(len(words)); words[at] != "Zebedee" && words[at] != "Quill" {
					words[at] = "misheard"
				}
				heard[i] = strings.Join(words, " ")
				h.again(iv, heard...)
				did = append(did, "heard "+strings.Join(heard, " / "))
			}
		}
		if !removed {
			continue
		}
		now := must3(h.Interview(h.ctx, archive.System, iv.ID))(t)
		for v := range now.Version + 1 {
			if got := h.reads(h.ann, iv.ID, v); strings.Contains(got, "Zebedee") || strings.Contains(got, "Quill") {
				t.Errorf("case %d, version %d says %q after: %s", n, v, got, strings.Join(did, "; "))
				break
			}
		}
	}
}
