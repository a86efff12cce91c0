package signaling

import (
	"slices"
	"strings"
	"unicode/utf8"

	"majlis/signaling/wire"
)

// Bounds of asking for help and of captions, which come while somebody types.
const (
	helpLimit    = 3 // in paceWindow
	captionLimit = 20
	maxCaption   = 500 // characters
)

// help notes that something is wrong for a person, and alerts the staff.
func (c *Connection) help(d wire.Help) error {
	r, p := c.room, c.person
	switch {
	case !slices.Contains([]string{"hear", "see", "other"}, d.Kind):
		return ErrMessage
	case r.check || !p.ticket.Role.may(doHelp):
		return ErrForbidden
	case p.helps.exceeds(helpLimit, r.hub.cfg.Now()):
		return errRateLimited
	}
	p.help = d.Kind
	for _, q := range r.sorted() {
		if q != p && q.ticket.Role.may(seeLine) {
			q.tell("notice", wire.Notice{Code: "helpWanted", Person: p.number, Kind: d.Kind})
		}
	}
	r.refresh()
	return nil
}

// helped says that a person is well again, or has been seen to.
func (c *Connection) helped(d wire.Person) error {
	p, err := c.room.byNumber(d.Person)
	if err != nil {
		return err
	}
	if p != c.person && !c.person.ticket.Role.may(doHelped) {
		return ErrForbidden
	}
	p.help = ""
	c.room.refresh()
	return nil
}

// caption shows the stage what somebody types along. It passes: what was said is not kept by the way.
func (c *Connection) caption(d wire.Typed) error {
	r, p := c.room, c.person
	text := strings.TrimSpace(d.Text)
	switch {
	case !p.ticket.Role.may(doCaption), p.place != stage, r.check:
		return ErrForbidden
	case text == "" && d.Final:
		return ErrMessage
	case utf8.RuneCountInString(text) > maxCaption:
		return errTooLong
	case p.captions.exceeds(captionLimit, r.hub.cfg.Now()):
		return errRateLimited
	}
	shown := wire.Caption{Person: p.number, Text: text, Final: d.Final, At: r.hub.cfg.Now().UTC()}
	for _, q := range r.sorted() {
		if q.place == stage {
			q.update("caption", shown)
		}
	}
	return nil
}
