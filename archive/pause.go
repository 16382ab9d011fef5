package archive

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"
)

// Mark says who decided something, when and why.
type Mark struct {
	By   Author    `json:"by"`
	At   time.Time `json:"at"`
	Note string    `json:"note,omitempty"`
}

// same tells whether two marks say the same, whenever they were made.
func (m *Mark) same(o *Mark) bool { return m != nil && o != nil && m.By == o.By && m.Note == o.Note }

// Pause is what holds back editing of the whole site.
type Pause struct {
	Frozen *Mark     `json:"frozen,omitempty"` // by a custodian: fixes are not taken
	Braked time.Time `json:"braked,omitzero"`  // by a surge: until then fixes wait
}

const (
	settingPause = siteSettings + "pause"

	// A surge is more than many rooms full of people could mean: a thousand fixes
	// and reports of visitors at once and then 300 a minute. One network may not
	// write so much, so it comes from several.
	surgeBurst = 1000
	surgeEvery = time.Minute / 300
	brakeTime  = 15 * time.Minute // the brake stays on for, after the last of the surge

	pauseKnown = 5 * time.Second // other machines notice a pause within
)

// pauseState is the pause as this process knows it, and its own count of writes.
// There is no proof-of-work on this ladder: puzzles cost attackers cents and shut
// out people with old phones, while the brake and waiting for someone else cost
// honest readers nothing.
type pauseState struct {
	mu     sync.Mutex
	known  Pause
	asked  time.Time
	tokens float64
	at     time.Time
}

// Pause tells what holds back editing at the moment.
func (a *Archive) Pause(ctx context.Context) (p Pause, err error) {
	if p, fresh := a.knownPause(); fresh {
		return p, nil
	}
	err = a.store.View(ctx, func(tx Tx) error {
		p, err = a.pauseNow(tx)
		return err
	})
	return p, err
}

// pauseNow is Pause inside a transaction.
func (a *Archive) pauseNow(tx Tx) (Pause, error) {
	if p, fresh := a.knownPause(); fresh {
		return p, nil
	}
	p, err := pauseIn(tx)
	if err != nil {
		return p, err
	}
	a.learnPause(p)
	p, _ = a.knownPause()
	return p, nil
}

func (a *Archive) knownPause() (p Pause, fresh bool) {
	now := a.now()
	a.pause.mu.Lock()
	defer a.pause.mu.Unlock()
	p = a.pause.known
	if !p.Braked.After(now) {
		p.Braked = time.Time{}
	}
	return p, !a.pause.asked.IsZero() && now.Sub(a.pause.asked) < pauseKnown
}

// custodiansOnly tells whether only custodians may let a fix apply at the moment.
func (a *Archive) custodiansOnly(tx Tx, iv *Interview) (bool, error) {
	pause, err := a.pauseNow(tx)
	return iv.Protected != nil || pause.Frozen != nil || !pause.Braked.IsZero(), err
}

// restrain lets only custodians change words while editing is held back.
func (a *Archive) restrain(tx Tx, v Viewer, p Permissions) (Permissions, error) {
	if !p.Correct || v.Role().AtLeast(Custodian) {
		return p, nil
	}
	pause, err := a.pauseNow(tx)
	if pause.Frozen != nil || !pause.Braked.IsZero() {
		p.Correct = false
	}
	return p, err
}

func (a *Archive) learnPause(p Pause) {
	a.pause.mu.Lock()
	defer a.pause.mu.Unlock()
	a.pause.known, a.pause.asked = p, a.now()
}

func pauseIn(tx Tx) (p Pause, err error) {
	s, err := tx.Setting(settingPause)
	if errors.Is(err, ErrNotFound) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(s), &p)
	}
	return p, err
}

func putPause(tx Tx, p Pause) error {
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return tx.PutSetting(settingPause, string(b))
}

// changePause changes the pause and logs why. What changes nothing, as a request
// that is sent again, is not logged again.
func (a *Archive) changePause(ctx context.Context, act Act, change func(*Pause)) error {
	var p Pause
	err := a.store.Update(ctx, func(tx Tx) (err error) {
		if p, err = pauseIn(tx); err != nil {
			return err
		}
		was := p
		if change(&p); p == was {
			return nil
		}
		if err := putPause(tx, p); err != nil {
			return err
		}
		return a.act(tx, act)
	})
	if err == nil {
		a.learnPause(p)
	}
	return err
}

// Freeze stops editing everywhere until Thaw; custodians only. Reading,
// listening and reporting go on, and so does what is done for a storyteller:
// amendments and removals.
func (a *Archive) Freeze(ctx context.Context, v Viewer, note string) error {
	note, err := a.decides(v, note)
	if err != nil {
		return err
	}
	if note == "" {
		return Invalid("note", "Please say why: everyone will read it.")
	}
	mark := &Mark{By: v.Author(), At: a.now(), Note: note}
	return a.changePause(ctx, Act{Kind: ActFreeze, By: v.Author(), Note: note}, func(p *Pause) {
		if !p.Frozen.same(mark) {
			p.Frozen = mark
		}
	})
}

// Thaw lets editing go on.
func (a *Archive) Thaw(ctx context.Context, v Viewer) error {
	if _, err := a.decides(v, ""); err != nil {
		return err
	}
	return a.changePause(ctx, Act{Kind: ActThaw, By: v.Author()}, func(p *Pause) { p.Frozen = nil })
}

// Release ends the brake early.
func (a *Archive) Release(ctx context.Context, v Viewer) error {
	if _, err := a.decides(v, ""); err != nil {
		return err
	}
	return a.changePause(ctx, Act{Kind: ActRelease, By: v.Author()}, func(p *Pause) { p.Braked = time.Time{} })
}

// decides checks that v is a custodian and cleans the reason.
func (a *Archive) decides(v Viewer, note string) (string, error) {
	if !v.Role().AtLeast(Custodian) {
		return "", ErrForbidden
	}
	return a.say("note", note, MaxNote)
}

// surge counts a fix or report of a visitor, and pulls the brake when there are
// too many on the whole site: then no number of them settles anything, and who
// looks after the archive has the time to look.
func (a *Archive) surge(ctx context.Context, v Viewer) error {
	if v.Account != nil {
		return nil
	}
	now := a.now()
	a.pause.mu.Lock()
	if a.pause.at.IsZero() {
		a.pause.tokens = float64(a.opt.Surge)
	}
	a.pause.tokens = min(float64(a.opt.Surge), a.pause.tokens+float64(now.Sub(a.pause.at))/float64(surgeEvery))
	a.pause.at = now
	over := a.pause.tokens < 1
	a.pause.tokens = max(a.pause.tokens-1, 0)
	soon := a.pause.known.Braked.After(now.Add(brakeTime / 2)) // no write for each of a flood
	a.pause.mu.Unlock()
	if !over || soon {
		return nil
	}
	return a.changePause(ctx, Act{Kind: ActBrake, By: System.Author()}, func(p *Pause) { p.Braked = now.Add(brakeTime) })
}

// errFrozen refuses a fix while editing is stopped.
func errFrozen(m *Mark) error {
	return &Problem{Kind: ErrState, Sentence: "Editing is stopped at the moment: " + m.Note + " Reports are still taken. Please keep your words and try again later."}
}

// Protect makes a transcript take only the fixes of custodians: everyone else's
// wait. Protecting it again changes the reason; with on false it is open again.
func (a *Archive) Protect(ctx context.Context, v Viewer, id string, on bool, note string) error {
	note, err := a.decides(v, note)
	if err != nil {
		return err
	}
	if on && note == "" {
		return Invalid("note", "Please say why. It is shown to the people who look after this interview.")
	}
	return a.manage(ctx, v, id, func(tx Tx, iv *Interview) error {
		act, mark := Act{Kind: ActUnprotect, Interview: id, By: v.Author(), Note: note}, (*Mark)(nil)
		if on {
			act.Kind, mark = ActProtect, &Mark{By: v.Author(), At: a.now(), Note: note}
		}
		if iv.Protected.same(mark) || (iv.Protected == nil && !on) {
			return nil // asked again
		}
		iv.Protected = mark
		if err := a.act(tx, act); err != nil {
			return err
		}
		return a.touch(tx, iv)
	})
}

// unnamePause takes the name of who left from a freeze of theirs.
func unnamePause(tx Tx, account string) error {
	p, err := pauseIn(tx)
	if err != nil || p.Frozen == nil || p.Frozen.By.Account != account {
		return err
	}
	p.Frozen.By.Name = FormerContributor
	return putPause(tx, p)
}
