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

// Bounds of a rule. Two is the least: who proposes a wording is one voice for it,
// and nobody confirms their own work.
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
