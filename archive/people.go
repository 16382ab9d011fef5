package archive

import "time"

// Role is what an account may do. A viewer without an account is a Visitor.
type Role string

const (
	Visitor       Role = ""
	Contributor   Role = "contributor" // fixes words; once trusted, at once
	ReporterRole  Role = "reporter"    // uploads and looks after interviews
	Custodian     Role = "custodian"   // looks after the whole archive
	Administrator Role = "administrator"
)

// rank orders roles; each may do what the ones before it may.
var rank = map[Role]int{Visitor: 0, Contributor: 1, ReporterRole: 2, Custodian: 3, Administrator: 4}

// AtLeast tells whether r may do what min may.
func (r Role) AtLeast(min Role) bool { return rank[r] >= rank[min] }

// Account is a person who signs in.
type Account struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`    // to sign in with: lower case, unique
	Display  string    `json:"display"` // shown as credit: a first name is enough
	About    string    `json:"about,omitempty"`
	Role     Role      `json:"role"`
	Password string    `json:"-"` // encoded hash; "" when only links work
	Disabled bool      `json:"disabled,omitempty"`
	Trust    Trust     `json:"trust,omitzero"` // of a contributor
	Key      string    `json:"key,omitempty"`  // idempotency key of its making
	Made     time.Time `json:"made"`
	Left     time.Time `json:"left,omitzero"` // closed by its owner: nobody can sign in to it again
}

// Purpose says what a secret opens.
type Purpose string

const (
	Session Purpose = "session" // a browser that signed in
	Token   Purpose = "token"   // a program, with a name its owner gave
	Link    Purpose = "link"    // signs in once
)

// Secret is the stored side of something only its holder knows. The store keeps
// the hash alone.
type Secret struct {
	Hash    string    `json:"hash"` // SHA-256 of the secret
	Purpose Purpose   `json:"purpose"`
	Account string    `json:"account"`
	Name    string    `json:"name,omitempty"` // of a token; of a session's browser
	Made    time.Time `json:"made"`
	Used    time.Time `json:"used,omitzero"`
	Expires time.Time `json:"expires"`
}

// Viewer is who is asking. The zero Viewer is an unknown visitor.
type Viewer struct {
	Account *Account
	Visitor string // random id from a cookie
	Network string // keyed hash of the network the request came from
	Name    string // credit a visitor chose
	Group   string // that a visitor wants to be credited with

	trusted bool // a contributor whose fixes apply at once: the archive finds out
}

// Role is the viewer's role; Visitor without an account.
func (v Viewer) Role() Role {
	if v.Account == nil || v.Account.Disabled {
		return Visitor
	}
	return v.Account.Role
}

// Author is the viewer as the author of something.
func (v Viewer) Author() Author {
	if v.Account != nil {
		return Author{Account: v.Account.ID, Network: v.Network, Name: v.Account.Display}
	}
	return Author{Visitor: v.Visitor, Network: v.Network, Name: v.Name, Group: v.Group}
}

// System is the viewer for Earshot's own work: the worker, the index, the mirror.
var System = Viewer{Account: &Account{ID: "system", Display: "Earshot", Role: Administrator}}
