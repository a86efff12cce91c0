package sfu

import (
	"fmt"

	"github.com/pion/sdp/v3"

	"majlis/signaling"
)

// shape is what an offer's media sections are: three that send, then pairs that receive, then
// perhaps one more for a screen (docs/protocol.md, "Lanes").
type shape struct {
	mids   [3]string // microphone, camera, screen
	pairs  int
	screen bool // the offer can receive a screen
}

// readShape refuses every offer that is not laid out as the protocol says.
func readShape(offer string) (shape, error) {
	var s shape
	var d sdp.SessionDescription
	if err := d.UnmarshalString(offer); err != nil {
		return s, refuse("not SDP")
	}
	sections := d.MediaDescriptions
	sending := [3]string{"audio", "video", "video"}
	if len(sections) < len(sending) {
		return s, refuse("too few media sections")
	}
	for i, kind := range sending {
		mid, ok := sections[i].Attribute("mid")
		if !ok || !is(sections[i], kind, "sendonly") {
			return s, refuse(fmt.Sprintf("media section %d is not %s sendonly", i, kind))
		}
		s.mids[i] = mid
	}
	receiving := sections[len(sending):]
	s.pairs, s.screen = len(receiving)/2, len(receiving)%2 == 1
	if s.pairs > signaling.ScreenLane {
		return s, refuse("too many lanes")
	}
	for i, section := range receiving {
		kind := [2]string{"audio", "video"}[i%2]
		if s.screen && i == len(receiving)-1 {
			kind = "video"
		}
		if !is(section, kind, "recvonly") {
			return s, refuse(fmt.Sprintf("media section %d is not %s recvonly", i+len(sending), kind))
		}
	}
	return s, nil
}

func is(m *sdp.MediaDescription, kind, direction string) bool {
	_, ok := m.Attribute(direction)
	return ok && m.MediaName.Media == kind
}

func refuse(why string) error {
	return fmt.Errorf("%w: %s", signaling.ErrOffer, why)
}
