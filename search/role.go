package search

import (
	"slices"

	"earshot/archive"
)

// Role is what a speaker is in an interview; "" when that is not known.
type Role string

const (
	Storyteller Role = "storyteller"
	Interviewer Role = "interviewer"
)

// Roles are those that can be asked for.
var Roles = []Role{Storyteller, Interviewer}

// roleLabels are labels that say themselves who speaks.
var roleLabels = map[string]Role{
	"storyteller": Storyteller, "interviewee": Storyteller, "narrator": Storyteller, "participant": Storyteller,
	"interviewer": Interviewer, "reporter": Interviewer, "community reporter": Interviewer,
}

// rolesOf tells the role of every speaker from what the archive knows: a label
// that names a role, or whose words are all in the name of the interview's
// storyteller or interviewer, "Rosa" of "Rosa Haddad". Of two speakers the one who
// is left has the other role. A label that fits both names has no role.
func rolesOf(iv *archive.Interview, speakers []string) map[string]Role {
	out := map[string]Role{}
	count := map[Role]int{}
	for _, s := range speakers {
		role := roleLabels[spaced(Tokens(s))]
		if role == "" {
			tells, asks := sameName(s, iv.Storyteller), sameName(s, iv.Interviewer)
			if tells && !asks {
				role = Storyteller
			} else if asks && !tells {
				role = Interviewer
			}
		}
		out[s] = role
		count[role]++
	}
	if len(speakers) != 2 || count[""] != 1 {
		return out
	}
	for _, s := range speakers {
		if out[s] != "" {
			continue
		}
		out[s] = Storyteller
		if count[Storyteller] == 1 {
			out[s] = Interviewer
		}
	}
	return out
}

// sameName tells whether every word of the shorter of two names is in the other.
func sameName(a, b string) bool {
	x, y := Tokens(a), Tokens(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	for _, t := range x {
		if !slices.ContainsFunc(y, func(o Token) bool { return o.Term == t.Term }) {
			return false
		}
	}
	return len(x) > 0
}
