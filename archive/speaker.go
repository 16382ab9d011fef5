package archive

import (
	"slices"
	"strings"
)

// What a speaker is in an interview.
const (
	RoleStoryteller = "storyteller"
	RoleInterviewer = "interviewer"
)

// roleLabels are labels of lines that say themselves who speaks.
var roleLabels = map[string]string{
	"storyteller": RoleStoryteller, "interviewee": RoleStoryteller, "narrator": RoleStoryteller, "participant": RoleStoryteller,
	"interviewer": RoleInterviewer, "reporter": RoleInterviewer, "community reporter": RoleInterviewer,
}

// SpeakerRoles tells the role of every speaker, "" where that is not known: by a
// label that names a role, or whose words are all in the name of the storyteller or
// of the interviewer, "Rosa" of "Rosa Haddad". Of two speakers the one who is left
// has the other role. A label that fits both names has no role. words cuts a name
// into words as the caller compares them.
func (iv *Interview) SpeakerRoles(speakers []string, words func(string) []string) map[string]string {
	out := map[string]string{}
	for _, s := range speakers {
		name := words(s)
		role := roleLabels[strings.Join(name, " ")]
		if role == "" {
			tells, asks := sameName(name, words(iv.Storyteller)), sameName(name, words(iv.Interviewer))
			if tells && !asks {
				role = RoleStoryteller
			} else if asks && !tells {
				role = RoleInterviewer
			}
		}
		out[s] = role
	}
	if len(speakers) != 2 {
		return out
	}
	one, two := speakers[0], speakers[1]
	if out[one] == "" {
		one, two = two, one
	}
	if out[two] == "" {
		out[two] = map[string]string{RoleStoryteller: RoleInterviewer, RoleInterviewer: RoleStoryteller}[out[one]]
	}
	return out
}

// sameName tells whether every word of the shorter of two names is in the other.
func sameName(x, y []string) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	for _, w := range x {
		if !slices.Contains(y, w) {
			return false
		}
	}
	return len(x) > 0
}

// speakerRole is the role of who speaks on one line.
func (a *Archive) speakerRole(iv *Interview, t *Transcript, line int) string {
	var speakers []string
	for _, l := range t.Lines {
		if l.Speaker != "" && !slices.Contains(speakers, l.Speaker) {
			speakers = append(speakers, l.Speaker)
		}
	}
	return iv.SpeakerRoles(speakers, func(name string) []string { return strings.Fields(a.wording(name)) })[t.Lines[line].Speaker]
}
