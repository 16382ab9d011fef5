package ui

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
)

var (
	formTag   = regexp.MustCompile(`(?s)<form([^>]*)>(.*?)</form>`)
	fieldTag  = regexp.MustCompile(`(?s)<input([^>]*)>|<textarea([^>]*)>(.*?)</textarea>|<select([^>]*)>(.*?)</select>`)
	chosenTag = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

func attribute(tag, name string) string {
	m := regexp.MustCompile(`\b` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// formWith returns the fields of the first form of a page that has a text, as a
// browser would send them.
func formWith(page, has string) (url.Values, bool) {
	for _, f := range formTag.FindAllStringSubmatch(page, -1) {
		if !strings.Contains(f[0], has) {
			continue
		}
		fields := url.Values{}
		for _, m := range fieldTag.FindAllStringSubmatch(f[2], -1) {
			switch {
			case m[1] != "":
				kind := attribute(m[1], "type")
				if (kind != "checkbox" && kind != "radio") || strings.Contains(m[1], " checked") {
					fields.Add(attribute(m[1], "name"), attribute(m[1], "value"))
				}
			case m[2] != "":
				fields.Add(attribute(m[2], "name"), strings.TrimPrefix(html.UnescapeString(m[3]), "\n"))
			default:
				value := ""
				if chosen := chosenTag.FindStringSubmatch(m[5]); chosen != nil {
					value = html.UnescapeString(chosen[1])
				}
				fields.Add(attribute(m[4], "name"), value)
			}
		}
		return fields, true
	}
	return nil, false
}

// TestFormsKeepWhatWasTyped sends each form without scripts as someone who got one
// thing wrong. The page comes back with what to mend, everything else as they
// typed it, and the same key, so that mending it does one thing.
func TestFormsKeepWhatWasTyped(t *testing.T) {
	r := newRig(t, func(c *Config) { c.TrustedProxies = []string{"127.0.0.1"} })
	r.stop()
	at, line := "/interviews/"+r.short.ID, fmt.Sprint(r.line(r.short.ID, 2).ID)
	theme := r.theme()
	report, _, err := r.archive.Report(t.Context(), archive.Viewer{Visitor: "v", Network: "n"}, archive.Complaint{Interview: r.short.ID, First: 2, Last: 3, Reason: archive.WrongWord})
	r.must(err)
	_, err = r.archive.Fix(t.Context(), r.bo, archive.Fix{Interview: r.short.ID, Line: 8, Text: "It felt like listening spaces that nobody used before."})
	r.must(err)
	long := strings.Repeat("much ", 2000)
	const typed = "Typed “with care” & <b>"
	for _, f := range []struct {
		name, page string
		who        archive.Viewer
		has        string // what is in the form and in no other
		to         string // its address; "" is the page's own
		do         string // of the button, name=value
		keeps      []string
		wrong      []string // name, value
	}{
		{"a fix", at + "/lines/" + line + "/fix", r.bo, `action="` + at + `/changes"`, at + "/changes", "", []string{"note"}, []string{"text", long}},
		{"a fix of a visitor", at + "/lines/" + line + "/fix", archive.Viewer{}, `action="` + at + `/changes"`, at + "/changes", "", []string{"note", "name"}, []string{"text", long}},
		{"a report", at + "/lines/" + line + "/fix", r.bo, `action="` + at + `/changes"`, at + "/report", "", []string{"note"}, []string{"reason", "nonsense"}},
		{"a missed line", at + "/lines/" + line + "/fix", r.bo, `value="add"`, at + "/shape", "", []string{"missing", "speaker"}, []string{"start", "soon"}},
		{"a removal", at + "/remove?line=" + line + "&from=1&to=2", r.ada, `value="removal"`, at + "/changes", "", nil, []string{"note", ""}},
		{"an upload", "/upload", r.ada, `action="/upload"`, "/upload", "", []string{"title", "summary", "place", "storyteller"}, nil},
		{"a description", at + "/manage", r.ada, `value="describe"`, at + "/manage", "do=describe", []string{"summary", "place", "storyteller"}, []string{"title", ""}},
		{"a withdrawal", at + "/manage", r.ada, `value="withdraw"`, at + "/manage", "do=withdraw", []string{"reason"}, nil},
		{"a new theme", "/themes/new", r.ada, `action="/themes"`, "/themes", "", []string{"memo"}, []string{"name", ""}},
		{"a theme", theme + "/edit", r.ada, `value="save"`, theme + "/edit", "do=save", []string{"memo"}, []string{"name", ""}},
		{"a sharing", theme + "/edit", r.ada, `value="share"`, theme + "/edit", "do=share", nil, []string{"people", "nobody, " + typed}},
		{"a passage", "/themes/add?interview=" + r.short.ID + "&version=0&first=1&last=3", r.ada, `action="/themes/add"`, "/themes/add", "theme=new", []string{"note"}, []string{"name", ""}},
		{"a person", "/people", r.dan, `action="/people"`, "/people", "", []string{"display"}, []string{"name", "Not a name!"}},
		{"one's account", "/account", r.bo, `action="/account"`, "/account", "", []string{"about"}, []string{"display", long}},
		{"a token", "/account", r.bo, `action="/account/tokens"`, "/account/tokens", "", nil, []string{"token", long}},
		{"the words that find each other", "/settings", r.cleo, `name="synonyms"`, "/settings", "", nil, []string{"synonyms", "gp = family doctor\n" + typed}},
		{"the rule", "/settings/agreement", r.cleo, `action="/settings/agreement"`, "/settings/agreement", "", []string{"collection"}, []string{"trusted", "none"}},
		{"a term", "/vocabulary", r.cleo, `id="new-term"`, "/vocabulary", "do=save", []string{"variants"}, []string{"term", ""}},
		{"an undoing", "/undo?interview=" + r.short.ID + "&version=1", r.cleo, `name="note"`, "/undo", "", nil, []string{"note", ""}},
		{"an answer", "/work", r.ada, fmt.Sprintf(`action="/work/reports/%d"`, report.ID), fmt.Sprintf("/work/reports/%d", report.ID), "state=fixed", []string{"reason"}, []string{"fix", long}},
		{"what is heard in a clip", "/accuracy/clip", r.bo, `action="/accuracy/clip"`, "/accuracy/clip", "do=heard", nil, []string{"text", long}},
	} {
		t.Run(f.name, func(t *testing.T) {
			b := r.visitor()
			if f.who.Account != nil {
				b = r.as(f.who)
			}
			b = b.from("192.0.2.77")
			page := b.get(f.page)
			page.wants(t, 200)
			sent, ok := formWith(page.text, f.has)
			if !ok {
				t.Fatalf("%s has no form with %s", f.page, f.has)
			}
			for _, name := range f.keeps {
				if !sent.Has(name) {
					t.Fatalf("the form has no field %s: %v", name, sent)
				}
				sent.Set(name, typed)
			}
			for i := 0; i+1 < len(f.wrong); i += 2 {
				if !sent.Has(f.wrong[i]) && f.wrong[i] != "reason" {
					t.Fatalf("the form has no field %s: %v", f.wrong[i], sent)
				}
				sent.Set(f.wrong[i], f.wrong[i+1])
			}
			if name, value, button := strings.Cut(f.do, "="); button {
				sent.Set(name, value)
			}
			r.pass(markWait)
			var pairs []string
			for name, values := range sent {
				for _, v := range values {
					pairs = append(pairs, name, v)
				}
			}
			before, err := r.archive.LastEvent(t.Context())
			r.must(err)
			a := b.post(f.to, pairs...)
			a.wants(t, 422, `role="alert"`)
			after, err := r.archive.LastEvent(t.Context())
			r.must(err)
			if before != after {
				t.Error("what was refused changed something")
			}
			again, ok := formWith(a.text, f.has)
			if !ok {
				t.Fatalf("the form is not there any more: %s", excerpt(a.text))
			}
			keeps := append(f.keeps, "key")
			if f.has == `value="add"` {
				keeps = f.keeps // each form about a line has a key of its own each time
			}
			for _, name := range keeps {
				if again.Get(name) != sent.Get(name) {
					t.Errorf("%s was %q and is now %q", name, sent.Get(name), again.Get(name))
				}
			}
			if n := len(f.wrong); n > 0 && f.wrong[n-2] != "reason" && again.Get(f.wrong[n-2]) != f.wrong[n-1] {
				t.Errorf("what has to be mended, %s, was %q and is now %q", f.wrong[n-2], f.wrong[n-1], again.Get(f.wrong[n-2]))
			}
		})
	}
}
