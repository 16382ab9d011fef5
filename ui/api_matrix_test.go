package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"earshot/archive"
)

// Columns of the matrix, in this order: nobody signed in, a reporter who does
// not look after the interview, the one who does, a custodian, an administrator,
// and a token that opens nothing.
var matrixCallers = []string{"visitor", "other reporter", "owner", "custodian", "administrator", "bad token"}

type columns [6]int

// matrixRow says how one endpoint answers each caller, for an interview that is
// published, a draft, and withdrawn after it was public. Endpoints that are not
// about one interview have the first line alone.
type matrixRow struct {
	path string
	body any
	pub  columns
	dra  columns
	gone columns
}

var (
	everyone = columns{200, 200, 200, 200, 200, 401}
	hidden   = columns{404, 404, 200, 200, 200, 401}
	tomb     = columns{410, 410, 410, 403, 403, 401}
	manager  = columns{401, 404, 200, 200, 200, 401}
	tombMan  = columns{401, 410, 410, 403, 403, 401}
)

var matrix = map[string]matrixRow{
	"describe":            {path: "/openapi.json", pub: everyone},
	"listInterviews":      {path: "/interviews", pub: everyone},
	"getInterview":        {path: "/interviews/{id}", pub: everyone, dra: hidden, gone: columns{410, 410, 410, 200, 200, 401}},
	"describeInterview":   {path: "/interviews/{id}", body: object{"title": "Other"}, pub: columns{401, 403, 200, 200, 200, 401}, dra: manager, gone: tombMan},
	"getStanding":         {path: "/interviews/{id}/standing", pub: everyone, dra: hidden, gone: columns{410, 410, 410, 200, 200, 401}},
	"publishInterview":    {path: "/interviews/{id}/publish", pub: columns{401, 403, 409, 409, 409, 401}, dra: manager, gone: tombMan},
	"unpublishInterview":  {path: "/interviews/{id}/unpublish", pub: columns{401, 403, 200, 200, 200, 401}, dra: columns{401, 404, 409, 409, 409, 401}, gone: tombMan},
	"withdrawInterview":   {path: "/interviews/{id}/withdraw", body: object{"reason": "asked"}, pub: columns{401, 403, 204, 204, 204, 401}, dra: columns{401, 404, 204, 204, 204, 401}, gone: tombMan},
	"transcribeAgain":     {path: "/interviews/{id}/transcribe-again", pub: columns{401, 403, 200, 200, 200, 401}, dra: manager, gone: tombMan},
	"retryInterview":      {path: "/interviews/{id}/retry", pub: columns{401, 403, 409, 409, 409, 401}, dra: columns{401, 404, 409, 409, 409, 401}, gone: tombMan},
	"getTranscript":       {path: "/interviews/{id}/transcript", pub: everyone, dra: hidden, gone: tomb},
	"compareVersions":     {path: "/interviews/{id}/compare?from=0&to=1", pub: everyone, dra: hidden, gone: tomb},
	"getQuote":            {path: "/interviews/{id}/quotes/1.1-3", pub: everyone, dra: hidden, gone: tomb},
	"cite":                {path: "/interviews/{id}/citation?version=1", pub: everyone, dra: hidden, gone: tomb},
	"takeHits":            {path: "/search/file?q=garden", pub: everyone},
	"takeTheme":           {path: "/themes/nothing/file", pub: columns{404, 404, 404, 404, 404, 401}},
	"getMethods":          {path: "/methods", pub: everyone},
	"getInterviewMethods": {path: "/interviews/{id}/methods", pub: everyone, dra: hidden, gone: tomb},
	"takeCodebook":        {path: "/codebook", pub: columns{404, 404, 404, 404, 404, 401}},
	"saveSearch":          {path: "/searches?q=garden", pub: everyone},
	"getSavedSearch":      {path: "/searches/nothing", pub: columns{404, 404, 404, 404, 404, 401}},
	"listChanges":         {path: "/interviews/{id}/changes", pub: everyone, dra: hidden, gone: tomb},
	"fixWords": {path: "/interviews/{id}/changes", body: object{"against": 1, "line": 1, "text": "So how did you come to it?"},
		pub: columns{201, 201, 201, 201, 201, 401}, dra: columns{404, 404, 201, 201, 201, 401}, gone: tomb},
	"shapeLines": {path: "/interviews/{id}/shape", body: object{"against": 1, "op": "speaker", "line": 1, "speaker": "Adele"},
		pub: columns{401, 201, 201, 201, 201, 401}, dra: columns{401, 404, 201, 201, 201, 401}, gone: tombMan},
	"revertChange":  {path: "/interviews/{id}/changes/1/revert", pub: columns{401, 201, 201, 201, 201, 401}, dra: columns{401, 404, 201, 201, 201, 401}, gone: tombMan},
	"listProposals": {path: "/interviews/{id}/proposals", pub: everyone, dra: hidden, gone: tomb},
	"getPeaks":      {path: "/interviews/{id}/peaks", pub: everyone, dra: hidden, gone: tomb},
	"openLine":      {path: "/interviews/{id}/presence", body: object{"line": 1}, pub: everyone, dra: hidden, gone: tomb},
	"listTwins":     {path: "/interviews/{id}/changes/1/twins", pub: everyone, dra: hidden, gone: tomb},
	"fixTwins": {path: "/interviews/{id}/changes/1/twins", body: object{"twins": []string{"nowhere-0-1-1"}},
		pub: columns{201, 201, 201, 201, 201, 401}, dra: columns{404, 404, 201, 201, 201, 401}, gone: tomb},
	"findWords": {path: "/interviews/{id}/words?find=garden&with=gardens", pub: columns{401, 200, 200, 200, 200, 401}, dra: hidden, gone: tomb},
	"replaceWords": {path: "/interviews/{id}/words", body: object{"version": 1, "find": "garden", "with": "gardens", "first": []int{1}},
		pub: columns{401, 200, 200, 200, 200, 401}, dra: hidden, gone: tomb},
	"listSaid":   {path: "/said", pub: everyone},
	"listSaidOf": {path: "/interviews/{id}/said", pub: everyone, dra: hidden, gone: tomb},
	"listYours":  {path: "/yours", pub: everyone},
	"nextShifts": {path: "/shifts", pub: everyone},
	"askAgain":   {path: "/shifts/again?interview={id}&first=1&last=2", pub: everyone, dra: everyone, gone: everyone},
	"reportWords": {path: "/interviews/{id}/reports", body: object{"version": 1, "first": 9, "last": 10, "reason": "wrong-word"},
		pub: columns{201, 201, 201, 201, 201, 401}, dra: columns{404, 404, 201, 201, 201, 401}, gone: tomb},
	"listAlike": {path: "/interviews/{id}/reports/alike?version=1&first=1&last=2", pub: everyone, dra: hidden, gone: tomb},
	"joinReport": {path: "/reports/{report}/join", body: object{},
		pub: columns{201, 201, 201, 201, 201, 401}, dra: columns{404, 404, 201, 201, 201, 401}, gone: tomb},
	"getReceipt":     {path: "/receipts/{receipt}", pub: everyone, dra: everyone, gone: everyone},
	"stillWrong":     {path: "/receipts/{receipt}/still-wrong", pub: columns{409, 409, 409, 409, 409, 401}},
	"setReceiptMail": {path: "/receipts/{receipt}/mail", body: object{"address": "ann@example.org"}, pub: everyone, dra: everyone, gone: everyone},
	"withdrawReport": {path: "/receipts/{receipt}/withdraw", pub: everyone},
	"confirmReport":  {path: "/reports/{report}/confirmation", body: object{"agree": false}, pub: everyone, dra: hidden, gone: tomb},
	"answerReport": {path: "/reports/{report}/answer", body: object{"state": "kept", "reason": "It is what she said."}, pub: columns{401, 403, 200, 200, 200, 401},
		dra: manager, gone: tombMan},
	"listTasks":        {path: "/tasks", pub: columns{401, 200, 200, 200, 200, 401}},
	"listPeople":       {path: "/people", pub: everyone},
	"getPerson":        {path: "/people/{person}", pub: everyone},
	"getMe":            {path: "/me", pub: everyone},
	"describeMe":       {path: "/me", body: object{"about": "Hello."}, pub: columns{401, 200, 200, 200, 200, 401}},
	"takeEverything":   {path: "/me/everything", pub: columns{401, 200, 200, 200, 200, 401}},
	"closeAccount":     {path: "/me/leave", body: object{"credit": "none", "sure": false}, pub: columns{401, 422, 422, 422, 422, 401}},
	"listTokens":       {path: "/tokens", pub: columns{401, 200, 200, 200, 200, 401}},
	"createToken":      {path: "/tokens", body: object{"name": "phone"}, pub: columns{401, 201, 201, 201, 201, 401}},
	"endToken":         {path: "/tokens/0123456789abcdef", pub: columns{401, 404, 404, 404, 404, 401}},
	"listAccounts":     {path: "/accounts", pub: columns{401, 403, 403, 403, 200, 401}},
	"createAccount":    {path: "/accounts", body: object{"sign_in_name": "eve", "role": "reporter"}, pub: columns{401, 403, 403, 403, 201, 401}},
	"changeAccount":    {path: "/accounts/{person}", body: object{"disabled": false}, pub: columns{401, 403, 403, 403, 200, 401}},
	"createSignInLink": {path: "/sign-in-links", body: object{"sign_in_name": "ada"}, pub: columns{401, 403, 403, 403, 201, 401}},
	"search":           {path: "/search?q=garden", pub: everyone},
	"searchLines":      {path: "/search/lines?q=garden&sort=left", pub: everyone},
	"searchOverview":   {path: "/search/overview?q=garden", pub: everyone},
	"searchWords":      {path: "/search/words?q=garden", pub: everyone},
	"listVocabulary":   {path: "/vocabulary", pub: columns{401, 403, 403, 200, 200, 401}},
	"keepTerm":         {path: "/vocabulary", body: object{"term": "co-production"}, pub: columns{401, 403, 403, 200, 200, 401}},
	"removeTerm":       {path: "/vocabulary?term=nobody+said+this", pub: columns{401, 403, 403, 404, 404, 401}},
	"listEvents":       {path: "/events", pub: everyone},
	"nextShift":        {path: "/shifts/next", pub: everyone},
	"getAccuracy":      {path: "/accuracy", pub: everyone},
	"nextSample":       {path: "/samples/next", pub: everyone},
	"answerSample":     {path: "/samples", body: object{"interview": "nothinghere", "first": 1, "last": 2, "against": 0, "text": "a"}, pub: columns{404, 404, 404, 404, 404, 401}},
	"getAgreement":     {path: "/settings/agreement", pub: everyone},
	"setAgreement":     {path: "/settings/agreement", body: object{"trusted": 2, "people": 3, "share_percent": 67}, pub: columns{401, 403, 403, 200, 200, 401}},
	"voteOnWords": {path: "/interviews/{id}/votes", body: object{"against": 1, "line": 2, "verdict": "right"},
		pub: columns{201, 201, 201, 201, 201, 401}, dra: columns{404, 404, 201, 201, 201, 401}, gone: tomb},
	"undoAll":          {path: "/undo", body: object{"account": "nobody", "note": "x"}, pub: columns{401, 403, 403, 404, 404, 401}},
	"strikeOut":        {path: "/interviews/{id}/strikes", body: object{"version": 1, "struck": false}, pub: columns{401, 403, 403, 200, 200, 401}, dra: columns{401, 403, 403, 200, 200, 401}, gone: columns{401, 403, 403, 403, 403, 401}},
	"protectInterview": {path: "/interviews/{id}/protection", body: object{"protected": false}, pub: columns{401, 403, 403, 200, 200, 401}, dra: columns{401, 403, 403, 200, 200, 401}, gone: columns{401, 403, 403, 403, 403, 401}},
	"getNightCheck":    {path: "/night-check", pub: columns{401, 403, 403, 200, 200, 401}},
	"getPause":         {path: "/pause", pub: everyone},
	"setPause":         {path: "/pause", body: object{"braked": false}, pub: columns{401, 403, 403, 200, 200, 401}},
	"getSynonyms":      {path: "/settings/synonyms", pub: everyone},
	"setSynonyms":      {path: "/settings/synonyms", body: object{"text": "gp = family doctor"}, pub: columns{401, 403, 403, 200, 200, 401}},
	// The theme is public, and the custodian may pick passages for it.
	"listThemes":         {path: "/themes", pub: everyone},
	"createTheme":        {path: "/themes", body: object{"name": "Being heard"}, pub: columns{401, 201, 201, 201, 201, 401}},
	"getTheme":           {path: "/themes/{theme}", pub: columns{200, 200, 200, 200, 200, 401}},
	"describeTheme":      {path: "/themes/{theme}", body: object{"name": "Heard"}, pub: columns{401, 403, 200, 403, 403, 401}},
	"deleteTheme":        {path: "/themes/{theme}", pub: columns{401, 403, 204, 403, 403, 401}},
	"restoreTheme":       {path: "/themes/{theme}/restore", pub: columns{401, 403, 200, 403, 403, 401}},
	"shareTheme":         {path: "/themes/{theme}/sharing", body: object{"public": true, "coders": []string{"cleo"}}, pub: columns{401, 403, 200, 403, 403, 401}},
	"listThemePassages":  {path: "/themes/{theme}/passages", pub: everyone},
	"pickPassage":        {path: "/themes/{theme}/passages", body: object{"interview": "nowhere", "first": 1, "last": 3}, pub: columns{401, 403, 404, 404, 403, 401}},
	"codePassage":        {path: "/themes/{theme}/passages/1", body: object{"note": "why"}, pub: columns{401, 403, 200, 422, 403, 401}},
	"acceptPassageWords": {path: "/themes/{theme}/passages/1/accept", pub: columns{401, 403, 200, 200, 403, 401}},
	"compareCoders":      {path: "/themes/{theme}/agreement", pub: columns{401, 403, 200, 200, 403, 401}},
	"listTellingWords":   {path: "/themes/{theme}/words", pub: everyone},
	"listKeptSearches":   {path: "/me/searches", pub: columns{401, 200, 200, 200, 200, 401}},
	"keepSearch":         {path: "/me/searches", body: object{"q": "garden", "key": "k"}, pub: columns{401, 201, 201, 201, 201, 401}},
	"lookAtKeptSearch":   {path: "/me/searches/nothing", pub: columns{401, 404, 404, 404, 404, 401}},
	"renameKeptSearch":   {path: "/me/searches/nothing", body: object{"name": "x"}, pub: columns{401, 404, 404, 404, 404, 401}},
	"forgetSearch":       {path: "/me/searches/nothing", pub: columns{401, 204, 204, 204, 204, 401}},
	// Without a recording, those who may add one are told what is missing.
	"createInterview": {path: "/interviews", body: object{"title": "New", "agreed": true, "upload_id": "x"}, pub: columns{401, 422, 422, 422, 422, 401}},
}

// TestMatrix asks every endpoint as every kind of caller about interviews in
// every kind of state. An endpoint without a row fails.
func TestMatrix(t *testing.T) {
	if testing.Short() {
		t.Skip("every endpoint as six callers takes long under the race detector")
	}
	r := newRig(t)
	var callers []*program
	for n, e := range r.server.endpoints() {
		if n%5 == 0 { // so much at once would be a surge, and hold back editing
			r = newRig(t)
			callers = []*program{r.program(archive.Viewer{}), r.program(r.bo), r.program(r.ada), r.program(r.cleo), r.program(r.dan), {r: r, token: "nothing"}}
		}
		row, ok := matrix[e.id]
		if !ok {
			t.Errorf("%s %s (%s) has no row in the matrix", e.method, e.path, e.id)
			continue
		}
		states := []string{"published"}
		if row.dra != (columns{}) {
			states = append(states, "draft", "withdrawn")
		}
		for i, want := range []columns{row.pub, row.dra, row.gone}[:len(states)] {
			var at *matrixCase
			for k, p := range callers {
				if at == nil || e.method != http.MethodGet {
					at = r.matrixCase(states[i], row.dra != (columns{}) || strings.Contains(row.path, "{receipt}") || strings.Contains(row.path, "{theme}"))
				}
				name := fmt.Sprintf("%s/%s/%s", e.id, states[i], matrixCallers[k])
				path := strings.NewReplacer("{id}", at.id, "{receipt}", at.receipt, "{report}", fmt.Sprint(at.report), "{person}", r.bo.Account.ID, "{theme}", at.theme).Replace(row.path)
				a := p.call(e.method, path, row.body)
				if a.StatusCode != want[k] {
					t.Errorf("%s: %d, want %d: %s", name, a.StatusCode, want[k], excerpt(a.text))
				}
				for _, secret := range []string{`"network"`, `"visitor_id"`, `"key"`, "recordings/", "listening/", "argon2id"} {
					if e.id != "describe" && strings.Contains(a.text, secret) {
						t.Errorf("%s: the answer has %s: %s", name, secret, excerpt(a.text))
					}
				}
			}
		}
	}
	for id := range matrix {
		if !slices.ContainsFunc(r.server.endpoints(), func(e endpoint) bool { return e.id == id }) {
			t.Errorf("the matrix has a row for %s, which is no endpoint", id)
		}
	}
}

// matrixCase is an interview in one state, with one change and an open report
// by a visitor that proposes a fix, and a public theme of its owner with a passage
// of it, for which the custodian may pick passages too.
type matrixCase struct {
	id, receipt, theme string
	report             int64
}

func (r *rig) matrixCase(state string, needed bool) *matrixCase {
	r.t.Helper()
	if !needed {
		return &matrixCase{}
	}
	ctx := r.t.Context()
	iv := r.interview("One of the matrix", 3)
	_, err := r.archive.Fix(ctx, r.ada, archive.Fix{Interview: iv.ID, Line: 2, Text: "Well my neighbour knocked at the door one morning."})
	r.must(err)
	fix := "plot standing spare"
	report, secret, err := r.archive.Report(ctx, archive.Viewer{Visitor: "someone", Network: "far"}, archive.Complaint{Interview: iv.ID, Version: 1, First: 21, Last: 23, Reason: archive.WrongWord, Fix: &fix})
	r.must(err)
	theme, err := r.archive.MakeTheme(ctx, r.ada, archive.ThemeDraft{Name: "One of the matrix"}, "")
	r.must(err)
	_, err = r.archive.PickPassage(ctx, r.ada, archive.Pick{Theme: theme.ID, Interview: iv.ID, First: 1, Last: 3, Says: archive.Belongs})
	r.must(err)
	_, err = r.archive.ShareTheme(ctx, r.ada, theme.ID, true, []archive.ThemeInvitation{{Name: "cleo", Code: true}})
	r.must(err)
	switch state {
	case "draft":
		r.must(r.archive.Unpublish(ctx, r.ada, iv.ID))
	case "withdrawn":
		r.must(r.archive.Withdraw(ctx, r.ada, iv.ID, "asked to"))
	}
	return &matrixCase{iv.ID, secret, theme.ID, report.ID}
}
