package archive

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Rule says how many people have to agree before something is settled. Nothing
// is ever locked by it: whoever hears something else may say so at any time.
type Rule struct {
	Trusted int `json:"trusted"` // people who could change the words themselves and agree, none of them against; 2 or more
	People  int `json:"people"`  // otherwise people of any kind who agree; 2 or more
	Share   int `json:"share"`   // and their share of all who said something, in percent
}

// DefaultRule is two of two in a trusted group, otherwise three with two thirds,
// as transcription projects have found to work.
var DefaultRule = Rule{Trusted: 2, People: 3, Share: 67}

// Bounds of a rule. Two is the least: nobody confirms their own work.
const (
	MinAgree = 2
	MaxAgree = 20
	MinShare = 51
)

// Tally is how many people said what of one thing. It counts people, not votes.
type Tally struct{ For, Against, TrustedFor, TrustedAgainst int }

// Settled tells whether a tally is enough. More votes against never settle
// anything that was not settled without them.
func (r Rule) Settled(t Tally) bool {
	if t.TrustedFor >= r.Trusted && t.TrustedAgainst == 0 {
		return true
	}
	return t.For >= r.People && r.most(t)
}

// most tells whether the share of those who agree is large enough, to the
// nearest percent: 2 of 3 is 67.
func (r Rule) most(t Tally) bool {
	all := t.For + t.Against
	return t.For > 0 && (200*t.For+all)/(2*all) >= r.Share
}

// opinion is what somebody said of one thing.
type opinion struct {
	by    Author
	agree bool
	mute  bool // says neither
	made  time.Time
}

// tally counts opinions given in the order they were made: one for each person,
// the newest. People are those that Author.Same joins, directly or through
// others: who changes cookie and network in turn is still one person. A visitor
// on the network of an account that who does not trust counts as that account: it
// may be the same person signed out.
func tally(said []opinion, who trusted) (t Tally) {
	group := grouping{}
	signedIn := map[string]string{} // by network
	for _, o := range said {
		if o.by.Account != "" && o.by.Network != "" && !who.holds(o.by) {
			signedIn[o.by.Network] = o.by.marks()[0]
		}
	}
	for _, o := range said {
		keys := o.by.marks()
		for _, k := range keys[1:] {
			group.join(keys[0], k)
		}
		if account := signedIn[o.by.Network]; account != "" && o.by.Account == "" {
			group.join(keys[0], account)
		}
	}
	newest := map[string]opinion{}
	for _, o := range said {
		newest[group.of(o.by.marks()[0])] = o
	}
	for _, o := range newest {
		switch {
		case o.mute:
		case o.agree:
			t.For++
			if who.holds(o.by) {
				t.TrustedFor++
			}
		default:
			t.Against++
			if who.holds(o.by) {
				t.TrustedAgainst++
			}
		}
	}
	return t
}

// marks are what an author can be known by; there is always one, so that all of
// whom nothing is known count as one person.
func (a Author) marks() []string {
	if a.Account != "" {
		return []string{"account " + a.Account}
	}
	var m []string
	if a.Visitor != "" {
		m = append(m, "visitor "+a.Visitor)
	}
	if a.Network != "" {
		m = append(m, "network "+a.Network)
	}
	if m == nil {
		return []string{"nobody"}
	}
	return m
}

// grouping is a union of sets of marks.
type grouping map[string]string

func (g grouping) of(mark string) string {
	for g[mark] != "" {
		mark = g[mark]
	}
	return mark
}

func (g grouping) join(a, b string) {
	if a, b = g.of(a), g.of(b); a != b {
		g[b] = a
	}
}

// SameWording tells whether two texts say the same: case, punctuation, canonical
// form and invisible joiners aside. Letters of no script are left out, and saying
// nothing is the same as nothing else.
func (a *Archive) SameWording(x, y string) bool { return a.wording(x) == a.wording(y) }

// wording is what of a text counts when texts are compared.
func (a *Archive) wording(s string) string {
	var b strings.Builder
	for _, word := range strings.Fields(a.opt.Normalise(s)) {
		kept := strings.Map(compared, word)
		if kept == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(a.opt.Normalise(kept))
	}
	if b.Len() == 0 {
		return strings.TrimSpace(s) // signs alone are not silence
	}
	return b.String()
}

// compared is the rune by which r is compared, or -1 for none.
func compared(r rune) rune {
	if unicode.IsPunct(r) || unicode.Is(unicode.Cf, r) {
		return -1
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// opinions is all that is known of a proposed fix.
type opinions struct {
	said  []opinion
	equal []*Report // other proposals that say the same, oldest first
	agree []Author  // everyone who heard the proposed words, the author first
}

// opinionsOf gathers what people said of a proposal: its author, those who
// confirmed it or one like it, those who propose something else for the same
// words, and those who listened and said that the words are right as they stand.
func (a *Archive) opinionsOf(tx Tx, iv *Interview, r *Report) (o opinions, err error) {
	edits, err := a.editsOfReport(tx, iv, r)
	if err != nil {
		return o, err
	}
	if err := o.standing(tx, iv, edits); err != nil {
		return o, err
	}
	o.add(r.By, true, r.Made)
	if err := o.confirmations(tx, r); err != nil {
		return o, err
	}
	err = eachReport(tx, ReportQuery{Interview: iv.ID, States: openStates}, func(q *Report) error {
		if q.ID == r.ID || !q.HasFix || q.Urgent() || !(q.Span.Overlaps(r.Span) || q.Span == r.Span) {
			return nil
		}
		return a.hearProposal(tx, iv, &o, edits, q)
	})
	slices.SortStableFunc(o.said, func(x, y opinion) int { return x.made.Compare(y.made) })
	return o, err
}

// hearProposal adds what another proposal for the same sound says of the edits.
func (a *Archive) hearProposal(tx Tx, iv *Interview, o *opinions, edits []Edit, q *Report) error {
	theirs, err := a.editsOfReport(tx, iv, q)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case a.sameEdits(edits, theirs):
		o.equal = append(o.equal, q)
		o.add(q.By, true, q.Made)
		return o.confirmations(tx, q)
	case a.holdsEdits(theirs, edits):
		o.add(q.By, true, q.Made) // proposes the same, and more beside it
	case a.speaksOf(tx, iv, q, edits):
		o.add(q.By, false, q.Made)
	}
	return nil
}

// people are all who said something.
func (o *opinions) people() (all []Author) {
	for _, s := range o.said {
		all = append(all, s.by)
	}
	return all
}

func (o *opinions) add(by Author, agree bool, made time.Time) {
	o.said = append(o.said, opinion{by: by, agree: agree, made: made})
	if agree {
		o.agree = append(o.agree, by)
	}
}

func (o *opinions) confirmations(tx Tx, r *Report) error {
	votes, err := tx.Confirmations(r.ID)
	for _, c := range votes {
		o.add(c.By, c.Agree, c.Made)
	}
	return err
}

// standing adds those who said last that words which the edits would change are
// right.
func (o *opinions) standing(tx Tx, iv *Interview, edits []Edit) error {
	votes, err := tx.Votes(iv.ID)
	newest := map[string]*Vote{}
	for _, v := range votes {
		if slices.ContainsFunc(edits, func(e Edit) bool { return e.within(v.Words) }) {
			newest[v.By.marks()[0]] = v
		}
	}
	for _, v := range votes {
		if v.Verdict == Right && newest[v.By.marks()[0]] == v {
			o.add(v.By, false, v.Made)
		}
	}
	return err
}

// within tells whether an edit changes something among the given words.
func (e Edit) within(ids []WordID) bool {
	if len(e.Before) == 0 {
		return slices.Contains(ids, e.After) && slices.Contains(ids, e.Next)
	}
	return slices.ContainsFunc(e.Before, func(w Word) bool { return slices.Contains(ids, w.ID) })
}

// editsOfReport are the changes of words that a proposal asks for.
func (a *Archive) editsOfReport(tx Tx, iv *Interview, r *Report) ([]Edit, error) {
	saw, err := a.fold(tx, iv, r.Version)
	if err != nil {
		return nil, err
	}
	return saw.EditsFor(r.Line, r.First, r.Last, strings.Fields(r.Fix), a.opt.Normalise)
}

// speaksOf tells whether a proposal covers words that the edits change.
func (a *Archive) speaksOf(tx Tx, iv *Interview, q *Report, edits []Edit) bool {
	saw, err := a.fold(tx, iv, q.Version)
	if err != nil {
		return false
	}
	words, err := saw.Words(q.First, q.Last)
	ids := wordIDs(words)
	return err == nil && slices.ContainsFunc(edits, func(e Edit) bool { return e.within(ids) })
}

func (a *Archive) sameEdits(x, y []Edit) bool { return a.holdsEdits(x, y) && a.holdsEdits(y, x) }

// holdsEdits tells whether all holds each of some, in wording.
func (a *Archive) holdsEdits(all, some []Edit) bool {
	for _, e := range some {
		same := func(f Edit) bool {
			return slices.EqualFunc(e.Before, f.Before, sameWord) && (len(e.Before) > 0 || (e.Line == f.Line && e.After == f.After && e.Next == f.Next)) &&
				a.SameWording(JoinWords(e.Words), JoinWords(f.Words))
		}
		if !slices.ContainsFunc(all, same) {
			return false
		}
	}
	return true
}

const settingAgreement = siteSettings + "agreement"

// rules reads the rules that custodians set, by collection; "" is for all others.
func rules(tx Tx) (map[string]Rule, error) {
	set := map[string]Rule{}
	s, err := tx.Setting(settingAgreement)
	if errors.Is(err, ErrNotFound) {
		return set, nil
	}
	if err != nil {
		return nil, err
	}
	return set, json.Unmarshal([]byte(s), &set)
}

func ruleOf(tx Tx, collection string) (Rule, error) {
	set, err := rules(tx)
	if err != nil {
		return DefaultRule, err
	}
	if r, ok := set[collection]; ok {
		return r, nil
	}
	if r, ok := set[""]; ok {
		return r, nil
	}
	return DefaultRule, nil
}

// CollectionRule is the rule of a collection; "" is the one of all others.
type CollectionRule struct {
	Collection string
	Rule
}

// Rules lists what custodians set, the rule for everything else first.
func (a *Archive) Rules(ctx context.Context) (list []CollectionRule, err error) {
	err = a.store.View(ctx, func(tx Tx) error {
		list = nil
		set, err := rules(tx)
		if err != nil {
			return err
		}
		if _, ok := set[""]; !ok {
			set[""] = DefaultRule
		}
		for c, r := range set {
			list = append(list, CollectionRule{c, r})
		}
		slices.SortFunc(list, func(x, y CollectionRule) int { return cmp.Compare(x.Collection, y.Collection) })
		return nil
	})
	return list, err
}

// SetRule sets the rule of a collection, or of everything else for ""; custodians
// only. It counts from the next vote on: what is settled stays.
func (a *Archive) SetRule(ctx context.Context, v Viewer, c CollectionRule) error {
	if !v.Role().AtLeast(Custodian) {
		return ErrForbidden
	}
	name, err := a.say("collection", c.Collection, MaxName)
	if err != nil {
		return err
	}
	if c.Trusted < MinAgree || c.Trusted > MaxAgree {
		return Invalid("trusted", "Please give a number from %d to %d.", MinAgree, MaxAgree)
	}
	if c.People < MinAgree || c.People > MaxAgree {
		return Invalid("people", "Please give a number from %d to %d.", MinAgree, MaxAgree)
	}
	if c.Share < MinShare || c.Share > 100 {
		return Invalid("share", "Please give a share from %d to 100 percent.", MinShare)
	}
	return a.store.Update(ctx, func(tx Tx) error {
		set, err := rules(tx)
		if err != nil {
			return err
		}
		set[name] = c.Rule
		b, err := json.Marshal(set)
		if err != nil {
			return err
		}
		if err := tx.PutSetting(settingAgreement, string(b)); err != nil {
			return err
		}
		return keepPeople(tx)
	})
}
