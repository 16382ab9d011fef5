package ui

import (
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"time"

	"earshot/archive"
	"earshot/archive/export"
)

// templateFuncs are the few words that pages say the same way everywhere.
func templateFuncs() template.FuncMap {
	return template.FuncMap{
		"clock": clock, "spoken": spoken, "day": day, "isoTime": isoTime, "recordedOn": recordedOn,
		"plural": plural, "stateWords": stateWords, "roleWords": roleWords, "reportWords": reportWords,
		"reasonWords": reasonWords, "author": authorName, "join": strings.Join, "lines": strings.Fields,
		"exactly": exactly, "seconds": seconds, "bytes": fileSize, "dict": dict, "initial": initial, "checked": checkedWords,
		"percent": percent, "inWords": inWords, "inFigures": inFigures, "formats": export.Formats,
	}
}

// clock writes seconds as 2:05 or 1:02:05.
func clock(s float64) string {
	n := int(max(s, 0))
	if n >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
	}
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}

// spoken writes seconds as "2 minutes 5 seconds", for people who hear the page.
func spoken(s float64) string {
	n := int(math.Round(max(s, 0)))
	var parts []string
	for _, u := range []struct {
		n    int
		name string
	}{{n / 3600, "hour"}, {n / 60 % 60, "minute"}, {n % 60, "second"}} {
		if u.n > 0 && len(parts) < 2 {
			parts = append(parts, plural(u.n, u.name, u.name+"s"))
		}
	}
	if len(parts) == 0 {
		return "the start"
	}
	return strings.Join(parts, " ")
}

// seconds writes a time for an address: no more digits than it has.
func seconds(s float64) string {
	b, err := json.Marshal(archive.Milliseconds(s))
	if err != nil {
		return "0"
	}
	return string(b)
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 January 2006")
}

func isoTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// recordedOn writes 2024, 2024-05 or 2024-05-31 as people say it.
func recordedOn(s string) string {
	for in, out := range map[string]string{"2006-01-02": "2 January 2006", "2006-01": "January 2006"} {
		if t, err := time.Parse(in, s); err == nil {
			return t.Format(out)
		}
	}
	return s
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

var stateSentences = map[archive.State]string{
	archive.Received:     "Just received",
	archive.Queued:       "Waiting to be turned into words",
	archive.Transcribing: "Being turned into words",
	archive.Draft:        "Draft: its people read it first",
	archive.Published:    "Open to everyone",
	archive.Failed:       "Needs someone to look at it",
	archive.Withdrawn:    "Withdrawn",
}

func stateWords(s archive.State) string { return stateSentences[s] }

func roleWords(r archive.Role) string {
	switch r {
	case archive.Contributor:
		return "Contributor"
	case archive.ReporterRole:
		return "Reporter"
	case archive.Custodian:
		return "Custodian"
	case archive.Administrator:
		return "Administrator"
	}
	return "Visitor"
}

var reportSentences = map[archive.ReportState]string{
	archive.ReportReceived:  "Received",
	archive.ReportListening: "Someone is listening to it",
	archive.ReportFixed:     "Fixed",
	archive.ReportKept:      "The words were kept",
	archive.ReportPassed:    "Passed to the storyteller",
	archive.ReportWithdrawn: "Taken back",
}

func reportWords(s archive.ReportState) string { return reportSentences[s] }

var reasonSentences = map[archive.Reason]string{
	archive.WrongWord:    "The words are not what is said",
	archive.MissingWords: "Words are missing",
	archive.NeverSaid:    "Nothing was said here",
	archive.WrongSpeaker: "Someone else is speaking",
	archive.WrongTime:    "The words come at the wrong time",
	archive.PrivateName:  "A name or fact that should not be here",
	archive.Harm:         "It could hurt someone",
	archive.Else:         "Something else",
}

func reasonWords(r archive.Reason) string { return reasonSentences[r] }

func authorName(a archive.Author) string {
	if name := a.Credit(); name != "" {
		return name
	}
	return "a visitor"
}

// checkedWords says how far people have come with a transcript. The count of
// changes is all that is known: no one can say that every word is right.
func checkedWords(iv *archive.Interview) string {
	if !iv.HasWords() {
		return "No transcript yet"
	}
	words := "Machine transcript, not yet corrected"
	if iv.Version > 0 {
		words = "Corrected by people: " + plural(iv.Version, "change", "changes")
	}
	if iv.Checked > 0 {
		words += ", " + spoken(iv.Checked) + " checked"
	}
	return words
}

// percent writes a part of a whole.
func percent(part, whole float64) string {
	if whole <= 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %%", min(100*part/whole, 100))
}

func fileSize(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d kB", (n+1023)/1024)
}

// initial is the first letter of a name, for its round mark.
func initial(name string) string {
	for _, r := range name {
		return strings.ToUpper(string(r))
	}
	return "?"
}

// dict hands a part several named values.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d values do not make pairs", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for pair := range slices.Chunk(pairs, 2) {
		name, ok := pair[0].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is not a name", pair[0])
		}
		m[name] = pair[1]
	}
	return m, nil
}
