package ui

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"earshot/archive"
	"earshot/search"
)

// near is a search.Meaning that thinks the same passages close to everything.
type near []search.Near

func (n near) Near(context.Context, string, int) ([]search.Near, error) { return n, nil }
func (n near) Like(context.Context, string, archive.LineID, int) ([]search.Near, error) {
	return n, nil
}

func (n near) Understands(language string) bool { return language == "" || language == "en" }

func TestMeaningOnResultsPage(t *testing.T) {
	var searcher *search.Searcher
	r := newRig(t, func(c *Config) { searcher = c.Search.(*search.Searcher) })
	other := r.spoken("The far shore", "Ada: What do you remember?", "Grace: We rowed to the far shore and back.")
	r.caughtUp()
	if page := r.find("q", "kettle", "meaning", "off"); strings.Contains(page.text, "close in meaning") {
		t.Error("where no model is, the page offers to look for what is close in meaning")
	}
	searcher.Meaning = near{{Passage: search.PassageID(other.ID, 1), Closeness: 0.6}}

	page := r.find("q", "kettle")
	page.wants(t, 200, "The far shore", "1 passage is close in meaning, in other words.", "Close in meaning: it says so in other words.", "meaning=off")
	if page = r.find("q", "kettle", "meaning", "off"); strings.Contains(page.text, "far shore") || !strings.Contains(page.text, "Searched by words alone.") {
		t.Error("passages close in meaning are shown to who switched them off")
	}
	const wordsOnly = "This view looks at words only."
	for _, view := range []string{"lines", "overview"} {
		if page = r.find("q", "kettle", "view", view); strings.Contains(page.text, "far shore") || !strings.Contains(page.text, wordsOnly) {
			t.Errorf("%s: a passage without the words is in it, or it is not said that it looks at words", view)
		}
		if page = r.find("q", "kettle", "view", view, "meaning", "off"); strings.Contains(page.text, wordsOnly) {
			t.Errorf("%s: who switched it off is told again", view)
		}
	}
	page = r.find("q", "kettle", "view", "interviews")
	page.wants(t, 200, "The far shore", "Close in meaning: it says so in other words.", "1 passage is close in meaning")
	r.find("q", "kettle", "sort", "date").wants(t, 200, "Looked for words alone, as the newest come first.")
	r.find("q", `"the kettle"`).wants(t, 200, "the very words are meant.")
	r.find("q", "kettle language:cy").wants(t, 200, "closeness in meaning is known for English only.")
	if page = r.find("q", "kettle"); strings.Contains(page.text, "known for English only") {
		t.Error("where all is English, other languages are told of")
	}

	// In tables each passage says why it is there.
	rows := csvRows(t, r.visitor().get("/search.csv?q=kettle"))
	by := map[string]string{}
	for i := 1; i < len(rows); i++ {
		by[cell(t, rows, i, "Title")] += cell(t, rows, i, "Found by") + " "
	}
	if by["The far shore"] != "meaning " || strings.Contains(by[r.short.Title], "meaning") || by[r.short.Title] == "" {
		t.Errorf("found by: %v", by)
	}
	for _, off := range []string{"/search.csv?q=kettle&meaning=off", "/api/v1/search/file?q=kettle"} {
		if body := r.visitor().get(off).text; strings.Contains(body, "far shore") {
			t.Errorf("%s: it was not asked for", off)
		}
	}
	if body := r.visitor().get("/api/v1/search/file?q=kettle&meaning=true").text; !strings.Contains(body, "far shore") {
		t.Error("by the API it cannot be taken")
	}

	// From a card to more of its kind, and nothing of what was withdrawn.
	link := regexp.MustCompile(`href="(/search\?like=[^"]+)"`).FindStringSubmatch(r.find("q", "kettle").text)
	if link == nil {
		t.Fatal("no card leads to more like it")
	}
	address, err := url.PathUnescape(link[1])
	r.must(err)
	alike := r.visitor().get(address)
	alike.wants(t, 200, "More like this passage of", "The far shore", "1 passage is close in meaning")
	if strings.Contains(alike.text, "search.csv") || strings.Contains(alike.text, "/searches/new") || strings.Contains(alike.text, "/themes/words?") {
		t.Error("more like a passage leads to what needs words to look for")
	}
	r.must(r.archive.Withdraw(t.Context(), r.cleo, other.ID, "Grace asked for it."))
	for _, from := range []string{address, "/search?q=kettle", "/api/v1/search?q=kettle&meaning=true"} {
		if body := r.visitor().get(from).text; strings.Contains(body, "far shore") || strings.Contains(body, "close in meaning") || strings.Contains(body, `"close":`) {
			t.Errorf("%s tells of a withdrawn passage", from)
		}
	}
	r.visitor().get("/search?like="+search.PassageID(other.ID, 1)).wants(t, 404, "That passage is not here.")
	r.visitor().get("/search?like=nonsense").wants(t, 404, "That passage is not here.")
}

// What may have been misheard is marked apart from what was said, and the page says
// how; where nothing is doubtful it does not.
func TestDoubtfulMarks(t *testing.T) {
	const doubt, legend = `<mark class="doubt"`, "and may have been misheard."
	r := newRig(t)
	r.spoken("The far shore", "Ada: What do you remember?", "Grace: The kettle stood among the cattle.")
	for _, view := range []string{"", "interviews", "lines"} {
		r.find("q", "kettle", "view", view).wants(t, 200, ">kettle", doubt, "cattle", `<span class="hidden"> (may have been misheard)</span>`, legend)
		if page := r.find("q", "kettle", "view", view, "misheard", "off"); strings.Contains(page.text, doubt) || strings.Contains(page.text, legend) {
			t.Errorf("view %q marks as doubtful what was not looked for", view)
		}
	}
}
