package search

import "earshot/archive"

// Role is what a speaker is in an interview; "" when that is not known.
type Role string

const (
	Storyteller Role = archive.RoleStoryteller
	Interviewer Role = archive.RoleInterviewer
)

// Roles are those that can be asked for.
var Roles = []Role{Storyteller, Interviewer}

// nameWords are the words of a name as a search compares them.
func nameWords(name string) []string {
	var out []string
	for _, t := range Tokens(name) {
		out = append(out, t.Term)
	}
	return out
}
