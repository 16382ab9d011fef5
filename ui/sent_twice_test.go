package ui

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"earshot/archive"

	"github.com/google/go-cmp/cmp"
)

// doesMoreAgain are forms that may do more when they are sent a second time, each with
// what that is.
var doesMoreAgain = map[string]string{
	"POST /interviews/:id/manage": "what is said of an interview is written once more, as it is",
}

// TestEveryFormSentTwiceDoesItOnce sends each form of the site about an interview
// twice, as a press on “reload” does.
func TestEveryFormSentTwiceDoesItOnce(t *testing.T) {
	r := newRig(t)
	r.stop()
	w := r.crowd()
	const owner, visitor = 3, 0
	for name, row := range siteMatrix {
		method, rest, _ := strings.Cut(name, " ")
		path, _, _ := strings.Cut(rest, " ")
		if method != http.MethodPost || !row.aboutOne() || doesMoreAgain[name] != "" {
			continue
		}
		for _, who := range []int{owner, visitor} {
			if row.pub[who] >= 400 {
				continue
			}
			at := row.addresses(path)[0]
			c := r.told("published", strings.Contains(at+strings.Join(row.form, " "), "{theme}"))
			form := slices.Concat(row.form, []string{"key", "the-same"})
			for i := range form {
				form[i] = w.fill.Replace(c.fill(form[i]))
			}
			at = w.fill.Replace(c.fill(at))
			if first := w.ask(who, method, at, form); first.Code >= 400 {
				t.Errorf("%s as %s: status %d", name, siteCallers[who], first.Code)
				continue
			}
			once := r.amounts(c)
			second := w.ask(who, method, at, form)
			if diff := cmp.Diff(once, r.amounts(c)); diff != "" {
				t.Errorf("%s as %s, sent again (status %d), did more (-once +twice):\n%s", name, siteCallers[who], second.Code, diff)
			}
			if second.Code >= 500 {
				t.Errorf("%s as %s, sent again: status %d", name, siteCallers[who], second.Code)
			}
		}
	}
}

// TestEveryCallSentTwiceDoesItOnce does the same through the API, with the header
// Idempotency-Key.
func TestEveryCallSentTwiceDoesItOnce(t *testing.T) {
	r := newRig(t)
	r.stop()
	w := r.crowd()
	const owner = 3
	for _, e := range r.server.endpoints() {
		row := matrix[e.id]
		if e.method != http.MethodPost || row.dra == (columns{}) && !strings.Contains(row.path, "{theme}") || row.pub[2] >= 400 || e.id == "openLine" {
			continue
		}
		c := r.told("published", true)
		path := w.fill.Replace(c.fill(row.path))
		first := w.api(owner, e.method, path, row.body)
		if first.Code >= 400 {
			t.Errorf("%s: status %d: %s", e.id, first.Code, first.Body)
			continue
		}
		once := r.amounts(c)
		second := w.api(owner, e.method, path, row.body)
		if diff := cmp.Diff(once, r.amounts(c)); diff != "" {
			t.Errorf("%s, sent again (status %d), did more (-once +twice):\n%s", e.id, second.Code, diff)
		}
	}
}

// amounts is how much there is of everything that people make.
func (r *rig) amounts(c *toldCase) map[string]int {
	r.t.Helper()
	ctx := r.t.Context()
	n := map[string]int{}
	last, err := r.archive.LastEvent(ctx)
	r.must(err)
	n["events"] = int(last)
	_, _, changes, err := r.archive.History(ctx, archive.System, c.id)
	if err == nil { // nobody reads the history of one that is withdrawn
		n["changes"] = len(changes)
	}
	tasks, err := r.archive.Tasks(ctx, r.cleo)
	r.must(err)
	n["reports"] = len(tasks.Reports)
	for _, people := range tasks.People {
		n["people of reports"] += people
	}
	themes, err := r.archive.Themes(ctx, r.ada)
	r.must(err)
	for _, v := range themes {
		n["themes"]++
		n["passages"] += v.Passages
	}
	log, err := r.archive.Log(ctx)
	r.must(err)
	for _, a := range log.Acts {
		n["acts"] += a.Acts
	}
	for _, reports := range log.Reports {
		n["all reports"] += reports
	}
	return n
}
