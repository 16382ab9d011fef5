package archive

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSpeakerRoles(t *testing.T) {
	words := func(s string) []string { return strings.Fields(strings.ToLower(s)) }
	const tells, asks = RoleStoryteller, RoleInterviewer
	for _, c := range []struct {
		storyteller, interviewer string
		want                     map[string]string
	}{
		{"Yusuf Haddad", "Tom", map[string]string{"Tom": asks, "Yusuf": tells}},
		{"", "Asha", map[string]string{"Asha": asks, "Speaker 2": tells}},
		{"Rosa", "", map[string]string{"Speaker 1": asks, "rosa": tells}},
		{"", "", map[string]string{"Community reporter": asks, "Narrator": tells}},
		{"", "", map[string]string{"Rosa": "", "Asha": ""}},
		{"Ana Reed", "Ana Stone", map[string]string{"Ana": tells, "Ana Stone": asks}},
		{"Ana Reed", "Ana Stone", map[string]string{"Ana": ""}},
		{"Rosa", "Asha", map[string]string{"Asha": asks, "Rosa": tells, "Tom": ""}},
	} {
		iv := &Interview{}
		iv.Storyteller, iv.Interviewer = c.storyteller, c.interviewer
		var one []string
		for s := range c.want {
			one = append(one, s)
		}
		if d := cmp.Diff(c.want, iv.SpeakerRoles(one, words)); d != "" {
			t.Errorf("%q asked by %q (-want +got):\n%s", c.storyteller, c.interviewer, d)
		}
	}
}

// A line without a speaker takes no one's role.
func TestSpeakerRoleOfALine(t *testing.T) {
	a := &Archive{}
	a.opt.Normalise = strings.ToLower
	iv := &Interview{}
	iv.Storyteller, iv.Interviewer = "Grace", "Ada"
	now := &Transcript{Lines: []Line{{Speaker: "GRACE"}, {}, {Speaker: "Speaker 2"}}}
	for i, want := range []string{RoleStoryteller, "", RoleInterviewer} {
		if got := a.speakerRole(iv, now, i); got != want {
			t.Errorf("line %d is said by %q, want %q", i, got, want)
		}
	}
}
