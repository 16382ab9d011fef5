package archive

import "slices"

// Permissions is what one viewer may do with one interview.
type Permissions struct {
	List       bool // see that it exists
	Read       bool // read the words
	Listen     bool // hear the sound
	Search     bool // find its passages
	Download   bool // take transcripts away
	Feed       bool // see it in feeds
	CiteByName bool // quote it with the storyteller's name

	Suggest bool // report an error or propose a fix
	Correct bool // a fix applies at once
	Manage  bool // edit its facts, publish, retry, answer reports
	Remove  bool // remove words or withdraw it
}

// Policy is the one place that decides what a viewer may do with an interview.
// Pages, search, feeds, exports, media links and old versions all ask it, and
// nothing else decides.
func Policy(v Viewer, iv *Interview) Permissions {
	role := v.Role()
	own := role.AtLeast(ReporterRole) && v.Account.ID == iv.Reporter
	custodian := role.AtLeast(Custodian)
	var p Permissions
	switch {
	case iv.State == Withdrawn:
		p.List = custodian
		return p
	case iv.State == Published:
		p = Permissions{List: true, Read: true, Listen: true, Search: true, Download: true, Feed: true, CiteByName: true, Suggest: true}
	case own || custodian:
		p = Permissions{List: true, Read: true, Listen: true, Download: true, Suggest: true}
	default:
		return Permissions{}
	}
	p.Manage = own || custodian
	p.Remove = own || custodian
	p.Correct = custodian || ((role.AtLeast(ReporterRole) || v.trusted) && iv.Protected == nil)
	if iv.copyFor(p).Key == "" {
		p.Listen = false // there is no sound, or it would still say what was removed or hidden
	}
	return p
}

// copyFor is the listening copy that someone with these permissions may hear:
// who decides about hidden words has to hear them.
func (iv *Interview) copyFor(p Permissions) Media {
	switch {
	case p.Remove && len(iv.Hidden) > 0 && iv.silences(iv.Whole, nil):
		return iv.Whole
	case iv.silences(iv.ListeningCopy, iv.Hidden):
		return iv.ListeningCopy
	}
	return Media{}
}

// silences tells whether a copy is there and silent wherever words were removed
// and in these hidden stretches.
func (iv *Interview) silences(m Media, hidden []Hiding) bool {
	if m.Key == "" || m.Removed < len(iv.Removed) {
		return false
	}
	for _, h := range hidden {
		if !slices.Contains(m.Hidden, h.Span) {
			return false
		}
	}
	return true
}
