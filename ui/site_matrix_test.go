package ui

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"earshot/archive/export"
)

// siteRow says how one route of the site answers each of siteCallers about an
// interview that is published, published without some words, withheld for now, and
// withdrawn. Routes that are not about one interview have the first alone.
type siteRow struct {
	at   []string // addresses; none is the route's own path
	form []string // of a POST
	pub  columns
	cut  columns // words removed; zero is as pub
	hid  columns // words hidden; zero is as cut
	dra  columns
	gone columns
	but  string // which test asks about published ones instead
}

// Answers that many rows share.
var (
	okAll          = columns{200, 200, 200, 200, 200, 200}
	doneAll        = columns{303, 303, 303, 303, 303, 303}
	noneAll        = columns{404, 404, 404, 404, 404, 404}
	goneAll        = columns{410, 410, 410, 410, 410, 410}
	tombAll        = columns{410, 410, 410, 410, 403, 403}
	okKeepers      = columns{404, 404, 404, 200, 200, 200}
	doneKeepers    = columns{404, 404, 404, 303, 303, 303}
	okReporters    = columns{401, 403, 200, 200, 200, 200}
	okKeepersOf    = columns{401, 403, 403, 200, 200, 200}
	okCustodians   = columns{401, 403, 403, 403, 200, 200}
	doneCustodians = columns{401, 403, 403, 403, 303, 303}
	okAdmins       = columns{401, 403, 403, 403, 403, 200}
	doneAdmins     = columns{401, 403, 403, 403, 403, 303}
)

// addresses fills in what a row leaves out.
func (row siteRow) addresses(path string) []string {
	if row.at == nil {
		return []string{path}
	}
	return row.at
}

// aboutOne tells whether a row is about one interview.
func (row siteRow) aboutOne() bool {
	all := strings.Join(row.at, " ") + strings.Join(row.form, " ")
	return slices.ContainsFunc([]string{"{id}", "{receipt}", "{joined}", "{report}", "{theme}"}, func(s string) bool { return strings.Contains(all, s) })
}

// wants is the row's answer in one state.
func (row siteRow) wants(state string) columns {
	switch {
	case state == "draft" || state == "unpublished":
		return row.dra
	case state == "withdrawn":
		return row.gone
	case state == "hidden" && row.hid != (columns{}):
		return row.hid
	case state != "published" && row.cut != (columns{}):
		return row.cut
	}
	return row.pub
}

func transcripts() (all []string) {
	for _, f := range export.Formats() {
		all = append(all, "/interviews/{id}/transcript."+f.Ending, "/interviews/{id}/transcript."+f.Ending+"?version=1&view=heard")
	}
	return all
}

// TestSiteMatrix asks every route of the site as every kind of person about
// interviews in every state. A route without a row fails, and so does an answer
// with words that its reader must not read. What is refused changes nothing.
func TestSiteMatrix(t *testing.T) {
	if testing.Short() {
		t.Skip("every route as six people takes long under the race detector")
	}
	r := newRig(t)
	r.stop()
	m := &siteAsk{crowd: r.crowd(), cases: map[string]*toldCase{}}
	for _, state := range matrixStates {
		m.cases[state] = r.told(state, true)
		m.all = append(m.all, m.cases[state])
	}
	r.caughtUp()
	routes := map[string]bool{}
	for _, route := range r.server.routes() {
		if !strings.HasPrefix(route.path, apiRoot) { // the API has TestMatrix
			routes[route.method+" "+route.path] = false
		}
	}
	for _, name := range slices.Sorted(maps.Keys(siteMatrix)) {
		method, rest, _ := strings.Cut(name, " ")
		path, _, _ := strings.Cut(rest, " ")
		if _, ok := routes[method+" "+path]; !ok {
			t.Errorf("the matrix has a row for %s, which is no route", name)
			continue
		}
		routes[method+" "+path] = true
		m.ask(method, path, siteMatrix[name])
	}
	for name, asked := range routes {
		if !asked {
			t.Errorf("%s has no row in the matrix", name)
		}
	}
}

// siteAsk asks the site's routes.
type siteAsk struct {
	*crowd
	cases map[string]*toldCase
	all   []*toldCase
}

func (m *siteAsk) ask(method, path string, row siteRow) {
	for _, at := range row.addresses(path) {
		if !row.aboutOne() {
			m.askAll(method, at, row, "published")
			continue
		}
		for _, state := range matrixStates {
			if state == "published" && row.but != "" {
				continue
			}
			m.askAll(method, at, row, state)
		}
	}
}

// askAll asks one address as everybody. A form that does something is sent about
// an interview of its own; what was refused left it as it was.
func (m *siteAsk) askAll(method, path string, row siteRow, state string) {
	t, want := m.r.t, row.wants(state)
	t.Helper()
	c, fresh := m.cases[state], false
	for k := range siteCallers {
		if method == http.MethodPost && row.aboutOne() && !fresh {
			c, fresh = m.r.told(state, strings.Contains(path+strings.Join(row.form, " "), "{theme}")), true
		}
		form := slices.Clone(row.form)
		for i := range form {
			form[i] = m.fill.Replace(c.fill(form[i]))
		}
		before, err := m.r.archive.LastEvent(t.Context())
		m.r.must(err)
		a := m.crowd.ask(k, method, m.fill.Replace(c.fill(path)), form)
		name := fmt.Sprintf("%s %s (%s) as %s", method, path, state, siteCallers[k])
		if a.Code != want[k] {
			t.Errorf("%s: status %d, want %d: %s", name, a.Code, want[k], excerpt(a.Body.String()))
		}
		for _, leak := range leaks(a, k, append(m.all, c)) {
			t.Errorf("%s tells %s", name, leak)
		}
		after, err := m.r.archive.LastEvent(t.Context())
		m.r.must(err)
		if a.Code >= 400 && a.Code != http.StatusConflict && after != before { // a conflict keeps what was typed
			t.Errorf("%s was refused with %d and changed something", name, a.Code)
		}
		fresh = a.Code >= 400
		if path == "/sign-out" {
			m.signIn(k)
		}
	}
}
