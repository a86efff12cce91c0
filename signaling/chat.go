package signaling

import (
	"context"
	"strings"
	"unicode/utf8"

	"majlis/signaling/wire"
)

// maxChat is the longest line of chat, in characters.
const maxChat = 2000

// scopes says which action each scope of chat needs.
var scopes = map[string]action{"stage": doChatStage, "staff": doChatStaff, "person": doChatPerson}

func (c *Connection) chat(ctx context.Context, d wire.Say) error {
	line, number, err := c.line(d)
	if err != nil {
		return err
	}
	if floor := c.room.hub.cfg.Floor; floor != nil {
		if err := floor.Chat(ctx, line); err != nil {
			return err
		}
	}
	c.room.say(c.person, line, number)
	return nil
}

// line checks what somebody wants to say, and to whom.
func (c *Connection) line(d wire.Say) (ChatLine, int, error) {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	t := c.person.ticket
	a, ok := scopes[d.To]
	text := strings.TrimSpace(d.Text)
	switch {
	case !ok || text == "":
		return ChatLine{}, 0, ErrMessage
	case utf8.RuneCountInString(text) > maxChat:
		return ChatLine{}, 0, errTooLong
	case c.room.check, !t.Role.may(a), a == doChatStage && c.person.place != stage:
		return ChatLine{}, 0, ErrForbidden
	case c.person.chats.exceeds(chatLimit, c.room.hub.cfg.Now()):
		return ChatLine{}, 0, errRateLimited
	}
	l := ChatLine{
		Room: c.room.id, Audience: c.room.current, From: t.Peer, Name: t.Name, Role: t.Role,
		To: d.To, Text: text, At: c.room.hub.cfg.Now(),
	}
	if t.Audience != "" {
		l.Audience = t.Audience
	}
	if a != doChatPerson {
		return l, 0, nil
	}
	to, err := c.room.byNumber(d.Person)
	if err != nil {
		return ChatLine{}, 0, err
	}
	l.ToPeer = to.ticket.Peer
	if to.ticket.Audience != "" {
		l.Audience = to.ticket.Audience
	}
	return l, to.number, nil
}

// say sends a line to its scope and to its author; staff see what one of them says to a person. While
// it was kept another audience may have come onto the stage: it does not see what was said before.
func (r *Room) say(from *person, l ChatLine, to int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.chats++
	d := wire.Chat{
		ID: r.chats, From: from.number, Name: l.Name, Role: string(l.Role), To: l.To, Text: l.Text, At: l.At.UTC(),
	}
	for _, p := range r.sorted() {
		staff := l.To != "stage" && p.ticket.Role.may(seeLine)
		onStage := l.To == "stage" && p.place == stage && (p.ticket.Audience == "" || p.ticket.Audience == l.Audience)
		if p == from || staff || onStage || p.number == to {
			p.tell("chat", d)
		}
	}
	r.emit(EventChat, from, Event{})
}
