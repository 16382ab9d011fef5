package ui

import (
	"time"

	"earshot/archive"
)

// What someone without an account may write. The limits of one visitor are 8 a
// minute and 60 an hour, with a little at once. A network is a household, a
// library or a mobile provider, so those who have written for a while count only
// as themselves there; the 20 a minute are for the newcomers of a network, who
// may be one program that forgets its cookie each time.
var (
	visitorMinute  = allowance{12, time.Minute / 8}
	visitorHour    = allowance{60, time.Minute}
	networkNew     = allowance{60, time.Minute / 20}
	networkAll     = allowance{300, time.Minute / 150}
	newcomerPeriod = 10 * time.Minute
)

var errTooManyEdits = &archive.Problem{Kind: errTooMany, Sentence: "That was a lot in a short time. Nothing you wrote is lost: please wait a minute and send it again."}

// takeEdit counts a fix or report of a visitor, all or nothing.
func (l *limits) takeEdit(visitor, network string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	find := func(who string, a allowance) *bucket { return l.bucket(costEdit, who, a) }
	counted := []*bucket{find("", allowances[costEdit].all), find("n:"+network, networkAll)}
	newcomer := true
	if visitor != "" {
		minute := find("m:"+visitor, visitorMinute)
		newcomer = l.now().Sub(minute.born) < newcomerPeriod
		counted = append(counted, minute, find("h:"+visitor, visitorHour))
	}
	if newcomer {
		counted = append(counted, find("new:"+network, networkNew))
	}
	for _, b := range counted {
		if b.tokens < 1 {
			return errTooManyEdits
		}
	}
	for _, b := range counted {
		b.tokens--
	}
	return nil
}
