package ui

import (
	"testing"
	"time"

	"earshot/archive"
)

func TestWordsForTimes(t *testing.T) {
	for _, c := range []struct {
		s                           float64
		clock, spoken, briefly, key string
	}{
		{-3, "0:00", "the start", "0 s", "-3"},
		{0, "0:00", "the start", "0 s", "0"},
		{0.4, "0:00", "the start", "0 s", "0.4"},
		{1, "0:01", "1 second", "1 s", "1"},
		{59.9996, "0:59", "1 minute", "59 s", "60"},
		{60, "1:00", "1 minute", "1 min 0 s", "60"},
		{125.25, "2:05", "2 minutes 5 seconds", "2 min 5 s", "125.25"},
		{3599, "59:59", "59 minutes 59 seconds", "59 min 59 s", "3599"},
		{3600, "1:00:00", "1 hour", "1 h 0 min 0 s", "3600"},
		{3661.5, "1:01:01", "1 hour 1 minute", "1 h 1 min 1 s", "3661.5"},
		{7325, "2:02:05", "2 hours 2 minutes", "2 h 2 min 5 s", "7325"},
		{1000000, "277:46:40", "277 hours 46 minutes", "277 h 46 min 40 s", "1000000"},
	} {
		if got := clock(c.s); got != c.clock {
			t.Errorf("clock(%v) = %q, want %q", c.s, got, c.clock)
		}
		if got := spoken(c.s); got != c.spoken {
			t.Errorf("spoken(%v) = %q, want %q", c.s, got, c.spoken)
		}
		if got := briefly(c.s); got != c.briefly {
			t.Errorf("briefly(%v) = %q, want %q", c.s, got, c.briefly)
		}
		if got := seconds(c.s); got != c.key {
			t.Errorf("seconds(%v) = %q, want %q", c.s, got, c.key)
		}
	}
}

func TestWordsForNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 12345: "12,345", 1000000: "1,000,000", 999999999: "999,999,999"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "0 changes", 1: "1 change", 2: "2 changes", 1001: "1,001 changes"} {
		if got := plural(n, "change", "changes"); got != want {
			t.Errorf("plural(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 kB", 1: "1 kB", 1024: "1 kB", 1025: "2 kB", 1 << 20: "1.0 MB", 25 << 20: "25.0 MB", 2 << 30: "2.0 GB", 3<<30 + 1<<29: "3.5 GB"} {
		if got := fileSize(n); got != want {
			t.Errorf("fileSize(%d) = %q, want %q", n, got, want)
		}
	}
	for _, c := range []struct {
		part, whole float64
		want        string
	}{{1, 4, "25 %"}, {0, 4, "0 %"}, {4, 4, "100 %"}, {5, 4, "100 %"}, {1, 0, ""}, {1, -1, ""}} {
		if got := percent(c.part, c.whole); got != c.want {
			t.Errorf("percent(%v, %v) = %q, want %q", c.part, c.whole, got, c.want)
		}
	}
}

func TestWordsForDays(t *testing.T) {
	for in, want := range map[string]string{"2024-05-31": "31 May 2024", "2024-05": "May 2024", "2024": "2024", "": "", "spring 1984": "spring 1984", "2024-13-01": "2024-13-01"} {
		if got := recordedOn(in); got != want {
			t.Errorf("recordedOn(%q) = %q, want %q", in, got, want)
		}
	}
	if got := day(time.Time{}); got != "" {
		t.Errorf("no day is %q", got)
	}
	late := time.Date(2026, 3, 4, 23, 30, 0, 0, time.FixedZone("", -3600))
	if got := day(late); got != "5 March 2026" {
		t.Errorf("day is %q", got)
	}
	if got := isoTime(late); got != "2026-03-05T00:30:00Z" {
		t.Errorf("a program reads %q", got)
	}
}

// Every state, role and reason that can be stored has words, and no two the same.
func TestEveryValueHasWords(t *testing.T) {
	said := map[string]string{}
	say := func(value, words string) {
		if words == "" || said[words] != "" {
			t.Errorf("%q is said as %q, which is said of %q", value, words, said[words])
		}
		said[words] = value
	}
	for _, s := range []archive.State{archive.Received, archive.Queued, archive.Transcribing, archive.Draft, archive.Published, archive.Failed, archive.Withdrawn} {
		say("interview "+string(s), stateWords(s))
	}
	for _, s := range []archive.ReportState{archive.ReportReceived, archive.ReportListening, archive.ReportFixed, archive.ReportKept, archive.ReportPassed, archive.ReportWithdrawn} {
		say("report "+string(s), reportWords(s))
	}
	for _, r := range archive.Reasons {
		say(string(r), reasonWords(r))
	}
	for _, r := range []archive.Role{archive.Visitor, archive.Contributor, archive.ReporterRole, archive.Custodian, archive.Administrator} {
		say("role "+string(r), roleWords(r))
	}
}

func TestWordsForPeople(t *testing.T) {
	for name, want := range map[string]string{"Grace": "G", "élise": "É", "ṅ": "Ṅ", "李": "李", "": "?"} {
		if got := initial(name); got != want {
			t.Errorf("initial(%q) = %q, want %q", name, got, want)
		}
	}
	if got := authorName(archive.Author{}); got != "a visitor" {
		t.Errorf("someone without a name is %q", got)
	}
	if got := authorName(archive.Author{Name: "Grace"}); got != "Grace" {
		t.Errorf("Grace is %q", got)
	}
	heard := &archive.Interview{Recognition: "r"}
	for want, change := range map[string]func(*archive.Interview){
		"No transcript yet":                                func(iv *archive.Interview) { iv.Recognition = "" },
		"Machine transcript, not yet corrected":            func(*archive.Interview) {},
		"Corrected by people: 1 change":                    func(iv *archive.Interview) { iv.Version = 1 },
		"Corrected by people: 2 changes, 1 minute checked": func(iv *archive.Interview) { iv.Version, iv.Checked = 2, 60 },
	} {
		iv := *heard
		change(&iv)
		if got := checkedWords(&iv); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDict(t *testing.T) {
	if m, err := dict("a", 1, "b", "x"); err != nil || len(m) != 2 || m["a"] != 1 || m["b"] != "x" {
		t.Errorf("%v, %v", m, err)
	}
	for _, wrong := range [][]any{{"a"}, {1, "a"}, {"a", 1, nil, 2}} {
		if m, err := dict(wrong...); err == nil {
			t.Errorf("%v made %v", wrong, m)
		}
	}
}
