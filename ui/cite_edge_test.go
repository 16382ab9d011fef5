package ui

import "testing"

// TestCiteLeadsOn: an address with a quote leads to its page, and versions that
// are none are not found.
func TestCiteLeadsOn(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Secure = true })
	ann, at := r.visitor(), "/interviews/"+r.short.ID
	if a := ann.get(at + "/cite?quote=0.1-3"); a.StatusCode != 303 || a.Header.Get("Location") != at+"/quotes/0.1-3" {
		t.Errorf("a quote leads to %d %s", a.StatusCode, a.Header.Get("Location"))
	}
	for _, version := range []string{"-1", "x", "1.5", "99", "99999999999999999999"} {
		ann.get(at+"/cite?version="+version).wants(t, 404)
		ann.get(at+"/versions/"+version+"/words").wants(t, 404)
	}
	for _, quote := range []string{"x", "0.3-1", "0.1-9999", "0"} {
		ann.get(at+"/cite?quote="+quote).wants(t, 404)
	}
	ann.get(at+"/cite").wants(t, 200, "https://127.0.0.1") // behind a proxy that speaks TLS
}

// TestWhatHasNoWordsCannotBeCited, and says so without a failure.
func TestWhatHasNoWordsCannotBeCited(t *testing.T) {
	r := newRig(t)
	waiting := r.queued("Waiting")
	ada, at := r.as(r.ada), "/interviews/"+waiting.ID
	ada.get(at+"/cite").wants(t, 409, "There are no words to cite yet")
	ada.get(at+"/versions/0/words").wants(t, 404)
	r.visitor().get(at+"/cite").wants(t, 404)
	as[apiError](t, r.program(r.ada).call(get, at+"/citation?version=0", nil), 409)
}
