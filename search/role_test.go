package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/archive"
	"earshot/search"
	"earshot/search/indextest"
)

func TestRoles(t *testing.T) {
	for _, c := range []struct {
		teller, asker string
		lines         []string
		want          map[string]search.Role
	}{
		{"Yusuf Haddad", "Tom", []string{"Tom: Why?", "Yusuf: Because."}, map[string]search.Role{"Tom": search.Interviewer, "Yusuf": search.Storyteller}},
		{"", "Asha", []string{"Asha: Why?", "Speaker 2: Because."}, map[string]search.Role{"Asha": search.Interviewer, "Speaker 2": search.Storyteller}},
		{"", "", []string{"Interviewer: Why?", "Storyteller: Because."}, map[string]search.Role{"Interviewer": search.Interviewer, "Storyteller": search.Storyteller}},
		{"", "", []string{"Rosa: Why?", "Asha: Because."}, map[string]search.Role{"Rosa": "", "Asha": ""}},
		{"Ana Reed", "Ana Stone", []string{"Ana: Why?", "Ana Stone: Because."}, map[string]search.Role{"Ana": search.Storyteller, "Ana Stone": search.Interviewer}},
		{"Rosa", "Asha", []string{"Asha: Why?", "Rosa: Because.", "Tom: Yes."}, map[string]search.Role{"Asha": search.Interviewer, "Rosa": search.Storyteller, "Tom": ""}},
	} {
		rec := indextest.Talk("roles", c.lines...)
		iv := indextest.Interview(rec)
		iv.Storyteller, iv.Interviewer = c.teller, c.asker
		got := map[string]search.Role{}
		for _, p := range search.Passages(iv, archive.Base(rec), archive.Base(rec)) {
			for _, s := range p.Speakers {
				got[s] = p.RoleOf(s)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q asked by %q (-want +got):\n%s", c.teller, c.asker, d)
		}
	}
}
