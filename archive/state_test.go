package archive

import (
	"errors"
	"testing"
)

// TestEveryMove tries every pair of states. The table is written out again on
// purpose: whoever changes a life has to change it twice.
func TestEveryMove(t *testing.T) {
	legal := map[State]string{
		Received:     "queued failed withdrawn",
		Queued:       "transcribing failed withdrawn",
		Transcribing: "draft published failed withdrawn",
		Draft:        "published queued withdrawn",
		Published:    "draft queued withdrawn",
		Failed:       "queued withdrawn",
		Withdrawn:    "",
	}
	for _, from := range States {
		for _, to := range States {
			want := contains(legal[from], string(to))
			iv := &Interview{ID: "x", State: from}
			err := iv.become(to)
			if (err == nil) != want {
				t.Errorf("%s to %s: %v, want legal %v", from, to, err, want)
			}
			if err != nil && (!errors.Is(err, ErrState) || iv.State != from) {
				t.Errorf("%s to %s: %v left it %s", from, to, err, iv.State)
			}
		}
	}
}

func TestEveryReportMove(t *testing.T) {
	states := []ReportState{ReportReceived, ReportListening, ReportFixed, ReportKept, ReportPassed, ReportWithdrawn}
	legal := map[ReportState]string{
		ReportReceived:  "listening fixed kept passed withdrawn",
		ReportListening: "received fixed kept passed withdrawn",
		ReportFixed:     "received",
		ReportKept:      "received",
		ReportPassed:    "received fixed kept withdrawn",
		ReportWithdrawn: "",
	}
	for _, from := range states {
		for _, to := range states {
			if got, want := from.MayBecome(to), contains(legal[from], string(to)); got != want {
				t.Errorf("%s to %s: %v, want %v", from, to, got, want)
			}
		}
		if open := from.Open(); open != (from == ReportReceived || from == ReportListening || from == ReportPassed) {
			t.Errorf("%s open: %v", from, open)
		}
	}
}

func contains(list, word string) bool {
	for len(list) > 0 {
		i := 0
		for i < len(list) && list[i] != ' ' {
			i++
		}
		if list[:i] == word {
			return true
		}
		if i == len(list) {
			break
		}
		list = list[i+1:]
	}
	return false
}

func TestPolicy(t *testing.T) {
	person := func(id string, r Role) Viewer { return Viewer{Account: &Account{ID: id, Role: r}} }
	viewers := map[string]Viewer{
		"visitor": {}, "other": person("other", ReporterRole), "own": person("own", ReporterRole),
		"custodian": person("c", Custodian), "locked": {Account: &Account{ID: "own", Role: Administrator, Disabled: true}},
	}
	// l list, r read, s sound, f find, g suggest, c correct, m manage, x remove
	want := map[State]map[string]string{
		Published: {"visitor": "lrsfg", "other": "lrsfgc", "own": "lrsfgcmx", "custodian": "lrsfgcmx", "locked": "lrsfg"},
		Draft:     {"visitor": "", "other": "", "own": "lrsgcmx", "custodian": "lrsgcmx", "locked": ""},
		Failed:    {"visitor": "", "other": "", "own": "lrsgcmx", "custodian": "lrsgcmx", "locked": ""},
		Withdrawn: {"visitor": "", "other": "", "own": "", "custodian": "l", "locked": ""},
	}
	want[Queued], want[Transcribing], want[Received] = want[Draft], want[Draft], want[Draft]
	for _, state := range States {
		for name, v := range viewers {
			iv := &Interview{State: state, Reporter: "own", ListeningCopy: Media{Key: "k"}}
			p := Policy(v, iv)
			got := ""
			for _, f := range []struct {
				letter string
				may    bool
			}{{"l", p.List}, {"r", p.Read}, {"s", p.Listen}, {"f", p.Search}, {"g", p.Suggest}, {"c", p.Correct}, {"m", p.Manage}, {"x", p.Remove}} {
				if f.may {
					got += f.letter
				}
			}
			if got != want[state][name] {
				t.Errorf("%s of a %s interview may %q, want %q", name, state, got, want[state][name])
			}
		}
	}
	iv := &Interview{State: Published, ListeningCopy: Media{Key: "k", Removed: 1}, Removed: []Span{{1, 2}, {3, 4}}}
	if Policy(Viewer{}, iv).Listen {
		t.Error("sound may be heard that still says removed words")
	}
}

func TestSameAuthor(t *testing.T) {
	ann, omar := Author{Visitor: "v1", Network: "n1"}, Author{Account: "omar", Network: "n1"}
	cases := []struct {
		name string
		a, b Author
		want bool
	}{
		{"one cookie on two networks", ann, Author{Visitor: "v1", Network: "n2"}, true},
		{"two cookies on one network", ann, Author{Visitor: "v2", Network: "n1"}, true},
		{"two visitors", ann, Author{Visitor: "v2", Network: "n2"}, false},
		{"two visitors of whom nothing is known", Author{}, Author{}, false},
		{"one account", omar, Author{Account: "omar", Network: "n9"}, true},
		{"two accounts on one network", omar, Author{Account: "rosa", Network: "n1"}, false},
		{"a visitor and an account on one network", ann, omar, false},
	}
	for _, c := range cases {
		if c.a.Same(c.b) != c.want || c.b.Same(c.a) != c.want {
			t.Errorf("%s: want %v", c.name, c.want)
		}
	}
}
