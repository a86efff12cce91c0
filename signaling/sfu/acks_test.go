package sfu

import (
	"encoding/binary"
	"testing"
	"time"
)

// A browser throws away what is not about a stream of its own, and then believes its way to be the narrowest there is.
func TestAcks_SpeakOfAStreamOfTheSender(t *testing.T) {
	var a acks
	a.about(4711)
	a.came(7, time.Now())
	message := a.tell(nil, 1)
	if len(message) < 20 {
		t.Fatalf("a message of %d bytes", len(message))
	}
	if got := binary.BigEndian.Uint32(message[8:]); got != 4711 {
		t.Errorf("the message speaks of the stream %d", got)
	}
}
