package archive

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
	p.Correct = role.AtLeast(ReporterRole)
	if iv.ListeningCopy.Key == "" || iv.ListeningCopy.Removed < len(iv.Removed) {
		p.Listen = false // the sound would still say what was removed
	}
	return p
}
