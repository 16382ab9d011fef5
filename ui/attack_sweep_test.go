package ui

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Private words and advertisements are in nothing that the public gets. What else
// attackers wrote may wait as somebody's proposal, and is in no text and no history
// once everything by those who let it in was taken back and struck out.
var (
	attackSecrets = []string{"Okafor", "LS1 4DY", "496 0999", "pills.example"}
	attackWords   = append([]string{"thief was here", "rubbish", "gnomes", " peas", "puppets", " 1985"}, attackSecrets...)
)

// tellsNobody looks for what the attackers wrote in what the public gets.
func (s *siege) tellsNobody() {
	reader := s.guest("reader", "10.250.1.1")
	read := 0
	sweep := func(path string, words []string) string {
		if read++; read%100 == 0 {
			s.pass(time.Minute) // nobody reads so much at once
		}
		got := reader.send(http.MethodGet, path, nil)
		if to := got.Header().Get("Location"); to != "" {
			got = reader.send(http.MethodGet, to, nil)
		}
		if got.Code != http.StatusOK {
			s.t.Errorf("%s answers %d", path, got.Code)
		}
		page := got.Body.String()
		for _, word := range words {
			if i := strings.Index(page, word); i >= 0 {
				s.t.Errorf("%s shows %q: …%s…", path, word, page[max(i-80, 0):min(i+40, len(page))])
				return page
			}
		}
		return page
	}
	struck := 0
	for id := range s.interviews() {
		at, api, version := "/interviews/"+id, "/api/v1/interviews/"+id, s.look(id).Version
		for _, path := range []string{at, api + "/proposals", at + "/said"} {
			sweep(path, attackSecrets)
		}
		for _, path := range []string{at + "/transcript.txt", at + "/transcript.json", api, api + "/transcript"} {
			sweep(path, attackWords)
		}
		for top := version; top > 0; top -= historyLength {
			struck += strings.Count(sweep(fmt.Sprintf("%s/history?v=%d", at, top), attackWords), ">struck out<")
		}
		for v := 1; v <= version; v += 1 + version/40 {
			sweep(fmt.Sprintf("%s/versions/%d", at, v), attackWords)
			sweep(fmt.Sprintf("%s/compare?from=%d&to=%d", at, v-1, version), attackWords)
			sweep(fmt.Sprintf("%s/transcript.vtt?version=%d", at, v), attackWords)
		}
		for after := 0; after < version; after += 100 {
			sweep(fmt.Sprintf("%s/changes?after=%d", api, after), attackWords)
		}
		for i := 0; i < 60; i += 5 {
			sweep(fmt.Sprintf("%s/lines/%d/history", at, s.line(id, i).ID), attackWords)
		}
	}
	for _, path := range []string{"/", "/said", "/said.atom", "/log", "/reporters/" + s.thiefID + "/changes", "/search?q=gnomes", "/search?q=puppets"} {
		sweep(path, attackSecrets)
	}
	sweep("/", attackWords)
	sweep("/said", attackWords)
	sweep("/reporters/"+s.thiefID+"/changes", attackWords)
	for _, word := range []string{"gnomes", "puppets", "rubbish"} {
		s.caughtUp()
		if got := reader.send(http.MethodGet, "/api/v1/search?q="+word, nil).Body.String(); !strings.Contains(got, `"total":0`) {
			s.t.Errorf("a search finds %s: %s", word, excerpt(got))
		}
	}
	if struck == 0 {
		s.t.Error("nothing was struck out: this sweep proves nothing")
	}
}
